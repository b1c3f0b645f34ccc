using Npgsql;

namespace OnnxStyle.Recommender.Postgres;

/// <summary>What a database knows of an index as a whole.</summary>
internal sealed record StoredIndex(long Id, string Name, bool Ready, IndexSettings Settings, int Terms, bool HasDoc2Vec, int PictureSize, int TextureSize)
{
    private const string Columns = "id, name, ready, settings, cardinality(terms), words is not null, coalesce(cardinality(basis_mean), 0), coalesce(cardinality(basis_directions) / cardinality(basis_texture), 0)";

    /// <summary>Pictures have been read, and there is what they are measured against.</summary>
    public bool HasPictures => PictureSize > 0;

    /// <summary>The index that queries see: the last one of the name that was finished; null: there is none.</summary>
    public static StoredIndex? Find(NpgsqlConnection connection, string name, string server)
    {
        Sql sql = new();
        return sql.All(connection, $"select {Columns} from onnxstyle.indexes where name = {sql.Of(name)} and ready order by id desc limit 1", reader => Read(reader, server)).FirstOrDefault();
    }

    /// <summary>An index by its number; null: it was replaced.</summary>
    public static StoredIndex? Find(NpgsqlConnection connection, long id, string server)
    {
        Sql sql = new();
        return sql.All(connection, $"select {Columns} from onnxstyle.indexes where id = {sql.Of(id)}", reader => Read(reader, server)).FirstOrDefault();
    }

    public TfIdfModel ReadTfIdf(NpgsqlConnection connection)
    {
        Sql sql = new();
        return sql.All(connection, $"select terms, idf from onnxstyle.indexes where id = {sql.Of(Id)}",
            reader => new TfIdfModel(Settings.Text, reader.GetFieldValue<string[]>(0), reader.GetFieldValue<double[]>(1)))[0];
    }

    public Doc2VecModel? ReadDoc2Vec(NpgsqlConnection connection)
    {
        if (!HasDoc2Vec) return null;
        Sql sql = new();
        return sql.All(connection, $"select words, counts, inputs, outputs from onnxstyle.indexes where id = {sql.Of(Id)}", reader => new Doc2VecModel(
            Settings.Doc2Vec!, reader.GetFieldValue<string[]>(0), reader.GetFieldValue<long[]>(1), reader.GetFieldValue<float[]>(2), reader.GetFieldValue<float[]>(3)))[0];
    }

    public PictureBasis? ReadBasis(NpgsqlConnection connection)
    {
        if (!HasPictures) return null;
        Sql sql = new();
        return sql.All(connection, $"select basis_mean, basis_scale, basis_texture, basis_directions from onnxstyle.indexes where id = {sql.Of(Id)}", reader => new PictureBasis(
            reader.GetFieldValue<float[]>(0), reader.GetFieldValue<float[]>(1), reader.GetFieldValue<float[]>(2), reader.GetFieldValue<float[]>(3)))[0];
    }

    private static StoredIndex Read(NpgsqlDataReader reader, string server)
    {
        string name = reader.GetString(1);
        IndexSettings settings = IndexSettings.Parse(reader.GetFieldValue<byte[]>(3), reason => new StoreException(server, $"holds an index '{name}' that {reason}", "Make it again from the catalogue."));
        return new StoredIndex(reader.GetInt64(0), name, reader.GetBoolean(2), settings, reader.GetInt32(4), reader.GetBoolean(5), reader.GetInt32(6), reader.GetInt32(7));
    }
}
