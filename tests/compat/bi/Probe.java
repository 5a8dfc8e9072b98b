import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * What a BI tool does through ClickHouse's JDBC driver, one finding a line: name, tab, value.
 * Arguments: host, port, user, password, rows of the long answer.
 */
public class Probe {
  public static void main(String[] args) throws Exception {
    long rows = Long.parseLong(args[4]);
    for (String compress : new String[] {"true", "false"}) {
      Properties properties = new Properties();
      properties.setProperty("user", args[2]);
      properties.setProperty("password", args[3]);
      properties.setProperty("compress", compress);
      try (Connection connection = DriverManager.getConnection("jdbc:clickhouse://" + args[0] + ":" + args[1] + "/weir", properties)) {
        String prefix = "compress=" + compress + " ";
        connect(connection, prefix);
        types(connection, prefix);
        parameters(connection, prefix);
        errors(connection, prefix);
        stream(connection, prefix, rows);
        cancel(connection, prefix);
      }
    }
  }

  static void say(String name, Object value) {
    System.out.println(name + "\t" + value);
  }

  static String first(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet answer = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      if (!answer.next()) return "";
      for (int i = 1; i <= answer.getMetaData().getColumnCount(); i++) values.add(answer.getString(i));
      return String.join("|", values);
    }
  }

  static void connect(Connection connection, String prefix) throws SQLException {
    say(prefix + "valid", connection.isValid(10));
    // What Metabase asks.
    say(prefix + "timezone", first(connection, "SELECT timezone() AS tz"));
    say(prefix + "who", first(connection, "SELECT currentUser() AS user, timezone() AS timezone, version() AS version LIMIT 1"));
    DatabaseMetaData about = connection.getMetaData();
    say(prefix + "product", about.getDatabaseProductName());
    say(prefix + "schemas", column(about.getSchemas(), "TABLE_SCHEM"));
    say(prefix + "tables", column(about.getTables(null, "weir", "%", null), "TABLE_NAME"));
    say(prefix + "columns", column(about.getColumns(null, "weir", "events", "%"), "COLUMN_NAME"));
    // What DBeaver asks beside.
    say(prefix + "types known", column(about.getTypeInfo(), "TYPE_NAME").contains("UInt64"));
    say(prefix + "keys", column(about.getPrimaryKeys(null, "weir", "events"), "COLUMN_NAME"));
    say(prefix + "indexes", column(about.getIndexInfo(null, "weir", "events", false, false), "COLUMN_NAME"));
    say(prefix + "functions", column(about.getFunctions(null, null, "%"), "FUNCTION_NAME").contains("toDate"));
    say(prefix + "table types", column(about.getTableTypes(), "TABLE_TYPE").contains("VIEW"));
  }

  static String column(ResultSet answer, String name) throws SQLException {
    List<String> values = new ArrayList<>();
    while (answer.next()) values.add(answer.getString(name));
    answer.close();
    return String.join(",", values);
  }

  static void types(Connection connection, String prefix) throws SQLException {
    say(prefix + "types", first(connection,
        "SELECT toUInt64('18446744073709551615'), toInt8(-5), 0.5::Float64, toDecimal64('9.9000', 4), 'é', "
            + "toDate('2026-02-28'), toDateTime64('2026-02-28 23:59:59.123', 3, 'UTC'), NULL::Nullable(String), "
            + "toUUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0'), true, 'low'::LowCardinality(String)"));
    say(prefix + "event", first(connection, "SELECT id, tenant, amount, occurred_at FROM events WHERE id = 'demo-7'"));
    say(prefix + "count", first(connection, "SELECT count(), uniqExact(tenant) FROM events"));
  }

  static void parameters(Connection connection, String prefix) throws SQLException {
    String sql = "SELECT ? AS text, ? + 1 AS number, count() FROM events WHERE id IN (?, ?) AND amount < ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, "it's \\ 'quoted'");
      statement.setLong(2, 41);
      statement.setString(3, "demo-1");
      statement.setString(4, "other-1");
      statement.setBigDecimal(5, new java.math.BigDecimal("100.5"));
      try (ResultSet answer = statement.executeQuery()) {
        answer.next();
        say(prefix + "parameters", answer.getString(1) + "|" + answer.getLong(2) + "|" + answer.getLong(3));
      }
    }
  }

  static void errors(Connection connection, String prefix) {
    String[][] wrong = {
      {"syntax", "SELEC 1"},
      {"unknown column", "SELECT nosuch FROM events"},
      {"refused", "SELECT count() FROM weir_data.events"},
      {"late", "SELECT number, toString(intDiv(number, number - 900000)) FROM numbers(1000000)"},
    };
    for (String[] each : wrong) {
      try (Statement statement = connection.createStatement(); ResultSet answer = statement.executeQuery(each[1])) {
        long count = 0;
        while (answer.next()) count++;
        say(prefix + each[0], "no error in " + count + " rows");
      } catch (Exception error) {
        say(prefix + each[0], String.valueOf(error.getMessage()).replaceAll("\\s+", " "));
      }
    }
    try {
      say(prefix + "after errors", first(connection, "SELECT 7"));
    } catch (SQLException error) {
      say(prefix + "after errors", error.getMessage());
    }
  }

  static void stream(Connection connection, String prefix, long rows) throws SQLException {
    long count = 0;
    long sum = 0;
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(
            "SELECT number, leftPad(toString(number), 60, '0') AS s FROM numbers(" + rows + ")")) {
      while (answer.next()) {
        count++;
        sum += answer.getLong(1) + answer.getString(2).length();
      }
    }
    say(prefix + "streamed", count + "|" + sum);
    try (Statement statement = connection.createStatement()) {
      statement.setMaxRows(10);
      long few = 0;
      try (ResultSet answer = statement.executeQuery("SELECT number FROM numbers(1000)")) {
        while (answer.next()) few++;
      }
      say(prefix + "max rows", few);
    }
  }

  static void cancel(Connection connection, String prefix) throws Exception {
    Statement statement = connection.createStatement();
    Thread asking = new Thread(() -> {
      try (ResultSet answer = statement.executeQuery(
          "SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number, 'cancelled by jdbc'))")) {
        say(prefix + "cancelled", "no: it ended");
      } catch (Exception error) {
        say(prefix + "cancelled", "yes");
      }
    });
    asking.start();
    // Cancelled before it is there, it would not be cancelled.
    while (asking.isAlive()) {
      statement.cancel();
      asking.join(100);
    }
  }
}
