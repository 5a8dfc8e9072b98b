"""Reads one log record as docs/architecture.md says, with nothing of Weir but its schema files.

Usage: probe.py SCHEMAS RECORD: prints the name of the schema and the record as JSON.
"""

import datetime
import io
import json
import pathlib
import sys

import fastavro.schema

schemas = pathlib.Path(sys.argv[1])
record = pathlib.Path(sys.argv[2]).read_bytes()


def load(name):
    return json.loads((schemas / name).read_text())


# Avro single-object encoding: C3 01, the CRC-64-AVRO fingerprint of the schema in little endian, the body.
assert record[:2] == b"\xc3\x01", record[:2]
fingerprint = record[2:10].hex()

def named_types(schema, into):
    """Every named type that is defined somewhere in a schema, by its full name."""
    if isinstance(schema, list):
        for each in schema:
            named_types(each, into)
    elif isinstance(schema, dict):
        if "name" in schema and schema["type"] in ("record", "fixed", "enum"):
            into["weir.v1." + schema["name"].removeprefix("weir.v1.")] = schema
        for key in ("type", "items", "values", "fields"):
            named_types(schema.get(key), into)
    return into


library = named_types(load("event.v1.avsc"), {})


def whole(schema, seen):
    """The schema in one piece: a name at its first mention becomes its definition, a second definition its name."""
    if isinstance(schema, str):
        name = schema if schema in library else "weir.v1." + schema
        return whole(library[name], seen) if name in library and name not in seen else schema
    if isinstance(schema, list):
        return [whole(each, seen) for each in schema]
    made = dict(schema)
    if "name" in made and made["type"] in ("record", "fixed", "enum"):
        name = "weir.v1." + made["name"].removeprefix("weir.v1.")
        if name in seen:
            return name
        seen.add(name)
    if made["type"] == "record":
        made["fields"] = [{**field, "type": whole(field["type"], seen)} for field in made["fields"]]
    elif isinstance(made["type"], (dict, list)):
        made["type"] = whole(made["type"], seen)
    for key in ("items", "values"):
        if key in made:
            made[key] = whole(made[key], seen)
    return made


found = None
for name in ("event_batch.v1.avsc", "identified_batch.v1.avsc", "rejected_batch.v1.avsc", "change_batch.v1.avsc"):
    parsed = fastavro.schema.parse_schema(whole(load(name), set()))
    canonical = fastavro.schema.to_parsing_canonical_form(parsed)
    if fastavro.schema.fingerprint(canonical, "CRC-64-AVRO") == fingerprint:
        found = name, parsed
assert found, f"no schema has the fingerprint {fingerprint}"

body = io.BytesIO(record[10:])
batch = fastavro.schemaless_reader(body, found[1])
assert body.read() == b"", "bytes are left over"


def plain(value):
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime.datetime):
        return int(value.timestamp() * 1000)
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(type(value))


print(json.dumps({"schema": found[0], "batch": batch}, default=plain))
