# One image for every service and for the weir command:
#   docker build -t weir:local .
#   docker run --rm --init weir:local weir --help
# It speaks to Kafka, PostgreSQL and a ClickHouse server. The embedded ClickHouse stays out: it is larger than all the rest,
# and `npm start` is the way to run it.

FROM node:20-bookworm-slim AS manifests
WORKDIR /manifests
COPY . .
# What decides which packages are installed, alone: the layers below are made anew only when it changes.
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete

FROM node:20-bookworm-slim AS build
WORKDIR /weir
COPY --from=manifests /manifests ./
RUN npm ci --ignore-scripts
COPY . .
RUN node_modules/.bin/tsc -b packages/cli services/ingest services/identity services/processor services/query services/alerts \
  && node services/console/build.mjs \
  && node packages/cli/bundle.mjs \
  && mkdir /built \
  && cp -r --parents dist services/console/dist schemas infra/docker /built

FROM node:20-bookworm-slim AS dependencies
WORKDIR /weir
COPY --from=manifests /manifests ./
# Without the workspaces' own devDependencies, or npm takes what our tests need for part of them.
RUN npm pkg delete devDependencies --workspaces \
  && npm ci --omit=dev --ignore-scripts -w packages/cli -w services/ingest -w services/identity -w services/processor \
    -w services/query -w services/alerts \
  && rm -rf node_modules/chdb node_modules/@chdb

FROM node:20-bookworm-slim
WORKDIR /weir
COPY --from=dependencies /weir ./
COPY --from=build /built ./
# The directory of the secrets exists beforehand, so that a volume mounted there belongs to this user.
RUN printf '#!/bin/sh\nexec node /weir/dist/weir.js "$@"\n' > /usr/local/bin/weir && chmod 755 /usr/local/bin/weir \
  && install -d -o 1000 -g 1000 -m 700 /var/lib/weir/secrets
ENV NODE_ENV=production \
    NODE_OPTIONS=--max-semi-space-size=32 \
    WEIR_HOST=0.0.0.0 \
    WEIR_LOG_FORMAT=json \
    WEIR_DATA_DIR=/var/lib/weir
USER 1000:1000
CMD ["weir", "--help"]
