-- Who may do what on a ClickHouse server or cluster of Weir. Run it once as an administrator, after `weir migrate`:
--
--   clickhouse-client --param_service_password '…' --queries-file infra/clickhouse/users.sql
--
-- In a cluster run it on one node: users and policies are kept in Keeper (cluster/remote-servers.xml). The embedded engine
-- has no such users; it keeps people to their tenant by itself.

-- The services. Where the server's image has made this user (CLICKHOUSE_USER), it stays as it is.
CREATE USER IF NOT EXISTS weir IDENTIFIED WITH sha256_password BY {service_password:String}
    DEFAULT DATABASE default
    SETTINGS default_normal_view_sql_security = 'DEFINER';

GRANT CREATE DATABASE, CREATE TABLE, CREATE VIEW, CREATE DICTIONARY, DROP TABLE, DROP VIEW, DROP DICTIONARY,
    ALTER, SELECT, INSERT, TRUNCATE, OPTIMIZE, dictGet
    ON weir.* TO weir;
GRANT CREATE DATABASE, CREATE TABLE, CREATE VIEW, CREATE DICTIONARY, DROP TABLE, DROP VIEW, DROP DICTIONARY,
    ALTER, SELECT, INSERT, TRUNCATE, OPTIMIZE, dictGet, SYSTEM SYNC REPLICA
    ON weir_data.* TO weir;
GRANT CREATE DATABASE, CREATE TABLE, DROP TABLE, ALTER, SELECT, INSERT, TRUNCATE, OPTIMIZE, SYSTEM SYNC REPLICA
    ON weir_shard.* TO weir;
-- ON CLUSTER, Distributed tables and their answers.
GRANT CLUSTER, REMOTE ON *.* TO weir;
-- What an insert in doubt is judged by: which inserts run, and what kind of table it is.
GRANT SELECT ON system.processes TO weir;
GRANT SELECT ON system.tables TO weir;
GRANT SELECT ON system.parts TO weir;
GRANT SELECT ON system.replicas TO weir;
GRANT SELECT ON system.clusters TO weir;
GRANT SELECT ON system.macros TO weir;

-- People and their tools: they read, within bounds. The three settings are those Grafana, Metabase and Superset send with
-- each query.
CREATE SETTINGS PROFILE IF NOT EXISTS weir_bi SETTINGS
    readonly = 1,
    max_memory_usage = 4000000000,
    max_execution_time = 60 CHANGEABLE_IN_READONLY,
    session_timezone CHANGEABLE_IN_READONLY,
    select_sequential_consistency CHANGEABLE_IN_READONLY,
    max_result_rows = 10000000,
    max_concurrent_queries_for_user = 10,
    -- A tenant's condition is evaluated before a condition of the query: otherwise rows of all tenants go through the
    -- latter, and one that cannot be converted stands in its error message.
    query_plan_merge_filters = 0,
    query_plan_merge_filter_into_join_condition = 0,
    allow_reorder_prewhere_conditions = 0,
    optimize_prewhere_after_pushdown = 0,
    short_circuit_function_evaluation = 'force_enable';

-- Views only. They read in the name of the service user, so there is no right on any table behind them.
CREATE ROLE IF NOT EXISTS weir_reader SETTINGS PROFILE 'weir_bi';
GRANT SELECT ON weir.* TO weir_reader;

CREATE QUOTA IF NOT EXISTS weir_bi KEYED BY user_name
    FOR INTERVAL 1 hour MAX queries = 5000, result_rows = 100000000, execution_time = 1800
    TO weir_reader;

-- Closed unless opened: who has no policy of a tenant sees no row of any view. Permissive policies add up.
CREATE ROW POLICY IF NOT EXISTS weir_services ON weir.* FOR SELECT USING 1 TO weir;
CREATE ROW POLICY IF NOT EXISTS weir_nobody ON weir.* FOR SELECT USING 0 TO ALL EXCEPT weir;

-- A tenant: these four lines, with its name for demo. More users of a tenant: the second and third line again.
CREATE ROLE IF NOT EXISTS weir_tenant_demo;
CREATE USER IF NOT EXISTS bi IDENTIFIED WITH sha256_password BY {bi_password:String} DEFAULT DATABASE weir;
GRANT weir_reader, weir_tenant_demo TO bi;
CREATE ROW POLICY IF NOT EXISTS weir_tenant_demo ON weir.* FOR SELECT USING tenant = 'demo' TO weir_tenant_demo;
