using Npgsql;
using NpgsqlTypes;

namespace OnnxStyle.Recommender.Postgres;

/// <summary>A statement with its parameters, which are numbered as they come.</summary>
internal sealed class Sql
{
    private readonly List<NpgsqlParameter> parameters = [];

    /// <summary>Adds a parameter and gives its place in the text, such as <c>$3</c>.</summary>
    public string Of(object? value, NpgsqlDbType type)
    {
        parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return $"${parameters.Count}";
    }

    public string Of(long value) => Of(value, NpgsqlDbType.Bigint);

    public string Of(int value) => Of(value, NpgsqlDbType.Integer);

    public string Of(string value) => Of(value, NpgsqlDbType.Text);

    public string Of(float[]? value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.Real);

    public string Of(double[] value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.Double);

    public string Of(int[] value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.Integer);

    public string Of(string[]? value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.Text);

    public string Of(long[]? value) => Of(value, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    public int Run(NpgsqlConnection connection, string text)
    {
        using NpgsqlCommand command = Command(connection, text);
        return command.ExecuteNonQuery();
    }

    public T? One<T>(NpgsqlConnection connection, string text)
    {
        using NpgsqlCommand command = Command(connection, text);
        return command.ExecuteScalar() is T value ? value : default;
    }

    public List<T> All<T>(NpgsqlConnection connection, string text, Func<NpgsqlDataReader, T> read)
    {
        using NpgsqlCommand command = Command(connection, text);
        using NpgsqlDataReader reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string text)
    {
        NpgsqlCommand command = new(text, connection) { CommandTimeout = 0 };
        command.Parameters.AddRange(parameters.ToArray());
        return command;
    }
}
