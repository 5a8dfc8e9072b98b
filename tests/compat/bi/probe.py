"""What a BI tool does through Python, one finding a line: name, tab, value.

Arguments: host, port, user, password, rows of the long answer.
"""

import sys
import threading
import time
import uuid

import clickhouse_connect
import sqlalchemy
from clickhouse_connect.driver.exceptions import DatabaseError
from sqlalchemy.exc import DatabaseError as SqlError

HOST, PORT, USER, PASSWORD, ROWS = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5])
TYPES = (
    "SELECT toUInt64('18446744073709551615') AS u, toInt8(-5) AS i, 0.5 AS f, toDecimal64('9.9000', 4) AS d, 'é' AS s, "
    "toDate('2026-02-28') AS day, toDateTime64('2026-02-28 23:59:59.123', 3, 'UTC') AS at, NULL::Nullable(String) AS none, "
    "toUUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0') AS id, true AS flag, toLowCardinality('low') AS low, "
    "[1, 2]::Array(UInt8) AS list, map('k', 'v') AS pairs"
)
LATE = "SELECT number, toString(intDiv(number, number - 900000)) FROM numbers(1000000)"


def say(name, value):
    print(f"{name}\t{value}", flush=True)


def failure(name, call):
    try:
        call()
        say(name, "no error")
    except Exception as error:  # what it is, is what is asked
        say(name, f"{type(error).__name__}: {error}".replace("\n", " ")[:300])


def connect(**more):
    return clickhouse_connect.get_client(host=HOST, port=PORT, username=USER, password=PASSWORD, database="weir", **more)


def driver():
    client = connect()
    say("server", bool(client.server_version))
    say("zone", client.server_tz)
    say("types", client.query(TYPES).result_rows[0])
    say("event", client.query("SELECT id, tenant, amount, properties FROM events WHERE id = 'demo-7'").result_rows[0])
    say("count", client.query("SELECT count(), uniqExact(tenant) FROM events").result_rows[0])
    parameters = {"text": "it's \\ 'quoted'", "number": 41, "ids": ["demo-1", "other-1"]}
    sql = "SELECT {text:String}, {number:UInt32} + 1, count() FROM events WHERE id IN {ids:Array(String)}"
    say("parameters", client.query(sql, parameters=parameters).result_rows[0])
    say("client side parameters", client.query("SELECT %(text)s", parameters=parameters).result_rows[0])
    say("tables", [row[0] for row in client.query("SHOW TABLES").result_rows])
    say("empty", client.query("SELECT id FROM events WHERE id = ''").result_rows)
    say("csv", client.raw_query("SELECT 1 AS a, 'x' AS b", fmt="CSVWithNames"))
    say("json", client.raw_query("SELECT 1 AS a", fmt="JSONEachRow").decode().strip())
    failure("syntax", lambda: client.query("SELEC 1"))
    failure("unknown column", lambda: client.query("SELECT nosuch FROM events"))
    failure("refused", lambda: client.query("SELECT count() FROM weir_data.events"))
    failure("write", lambda: client.command("DROP VIEW weir.events"))
    failure("late", lambda: [row for block in blocks(client, LATE) for row in block])
    say("after errors", client.query("SELECT 7").result_rows[0])
    count = total = 0
    for block in blocks(client, f"SELECT number, leftPad(toString(number), 60, '0') AS s FROM numbers({ROWS})"):
        count += len(block)
        total += sum(row[0] + len(row[1]) for row in block)
    say("streamed", f"{count}|{total}")
    client.close()
    uncompressed = connect(compress=False)
    say("uncompressed", uncompressed.query("SELECT count() FROM numbers(100000)").result_rows[0])


def blocks(client, sql):
    with client.query_row_block_stream(sql) as stream:
        yield from stream


def cancel():
    query_id = str(uuid.uuid4())
    outcome = []

    def ask():
        try:
            connect(autogenerate_session_id=False).query(
                "SELECT max(sipHash64(number)) FROM system.numbers", settings={"query_id": query_id}
            )
            outcome.append("ended")
        except DatabaseError as error:
            outcome.append("394" if "394" in str(error) else str(error)[:200])

    asking = threading.Thread(target=ask)
    asking.start()
    other = connect(autogenerate_session_id=False)
    while asking.is_alive():
        other.query(f"KILL QUERY WHERE query_id = '{query_id}' ASYNC")
        time.sleep(0.05)
    say("cancelled", outcome[0])


def dialect(name, url):
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        say(f"{name} one", connection.execute(sqlalchemy.text("SELECT 1")).scalar())
        sql = sqlalchemy.text("SELECT count() FROM events WHERE id = :id")
        say(f"{name} parameter", connection.execute(sql, {"id": "demo-1"}).scalar())
        about = sqlalchemy.inspect(connection)
        say(f"{name} schemas", about.get_schema_names())
        say(f"{name} tables", sorted(set(about.get_table_names("weir")) | set(about.get_view_names("weir"))))
        columns = {column["name"]: str(column["type"]) for column in about.get_columns("events", "weir")}
        say(f"{name} columns", {key: columns.get(key) for key in ("id", "occurred_at", "one_id")})
        events = sqlalchemy.Table(
            "events",
            sqlalchemy.MetaData(),
            sqlalchemy.Column("type", sqlalchemy.String),
            sqlalchemy.Column("one_id", sqlalchemy.BigInteger),
            schema="weir",
        )
        chart = (
            sqlalchemy.select(events.c.type, sqlalchemy.func.count().label("n"))
            .where(events.c.one_id > 10)
            .group_by(events.c.type)
            .order_by(sqlalchemy.desc("n"))
            .limit(10)
        )
        say(f"{name} chart", [tuple(row) for row in connection.execute(chart)])
        try:
            connection.execute(sqlalchemy.text("SELECT count() FROM weir_data.events"))
            say(f"{name} refused", "no error")
        except SqlError as error:
            say(f"{name} refused", "497" if "497" in str(error) else str(error)[:200])
        except Exception as error:  # clickhouse-sqlalchemy raises its own
            say(f"{name} refused", "497" if "497" in str(error) else f"{type(error).__name__}: {error}"[:200])


driver()
cancel()
dialect("clickhousedb", f"clickhousedb://{USER}:{PASSWORD}@{HOST}:{PORT}/weir")
dialect("clickhouse+http", f"clickhouse+http://{USER}:{PASSWORD}@{HOST}:{PORT}/weir")
