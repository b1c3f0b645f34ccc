using Npgsql;
using NpgsqlTypes;

namespace OnnxStyle.Recommender.Postgres;

/// <summary>
/// The works of an index whose pictures are still to be read. A process claims one work for a while; if it ends before it is done, the claim runs
/// out and another process takes the work. What one has done is there for good.
/// </summary>
internal sealed class PictureQueue(NpgsqlDataSource source, long index, TimeSpan lease)
{
    private readonly string worker = Guid.NewGuid().ToString("N");

    /// <summary>Claims a work, skipping those that others have; null: there is none to claim now.</summary>
    public (int Place, string Id)? Claim()
    {
        using NpgsqlConnection connection = source.OpenConnection();
        Sql sql = new();
        string id = sql.Of(index), who = sql.Of(worker), until = sql.Of(lease, NpgsqlDbType.Interval);
        List<(int, string)> claimed = sql.All(connection, $"""
            with next as (
                select place from onnxstyle.works
                where index_id = {id} and (state = {Schema.Waiting} or (state = {Schema.Claimed} and lease_until < now()))
                order by place limit 1 for update skip locked)
            update onnxstyle.works w set state = {Schema.Claimed}, worker = {who}, lease_until = now() + {until}
            from next where w.index_id = {id} and w.place = next.place returning w.place, w.id
            """, reader => (reader.GetInt32(0), reader.GetString(1)));
        return claimed.Count == 0 ? null : claimed[0];
    }

    /// <summary>Works that are not done, claimed ones included.</summary>
    public int Waiting()
    {
        using NpgsqlConnection connection = source.OpenConnection();
        Sql sql = new();
        return (int)sql.One<long>(connection, $"select count(*) from onnxstyle.works where index_id = {sql.Of(index)} and state < {Schema.Done}");
    }

    /// <summary>Says that a work is done. If the claim ran out meanwhile, whoever has it now does the same, and nothing happens here.</summary>
    /// <param name="place">The work.</param>
    /// <param name="image">Its picture relative to the folder, or empty.</param>
    /// <param name="vectors">What the encoder says; null: it has no picture.</param>
    /// <param name="basis">What it is measured against; null: that is learnt when all are done.</param>
    public void Complete(int place, string image, PictureVectors? vectors, PictureBasis? basis)
    {
        using NpgsqlConnection connection = source.OpenConnection();
        Sql sql = new();
        bool raw = basis is null;
        sql.Run(connection, $"""
            update onnxstyle.works set state = {Schema.Done}, worker = null, lease_until = null, image = {sql.Of(image)},
                features = {sql.Of(raw ? vectors?.Features : null)}, gram = {sql.Of(raw ? vectors?.Texture : null)},
                palette = {sql.Of(vectors is null ? null : Vectors.Unit(vectors.Palette))},
                picture = {sql.Of(vectors is null ? null : Vector(basis?.Picture(vectors)))}, texture = {sql.Of(vectors is null ? null : Vector(basis?.Texture(vectors)))}
            where index_id = {sql.Of(index)} and place = {sql.Of(place)} and worker = {sql.Of(worker)} and state = {Schema.Claimed}
            """);
    }

    /// <summary>Gives back what this process has claimed and not done.</summary>
    public void GiveBack()
    {
        using NpgsqlConnection connection = source.OpenConnection();
        Sql sql = new();
        sql.Run(connection, $"update onnxstyle.works set state = {Schema.Waiting}, worker = null, lease_until = null where index_id = {sql.Of(index)} and worker = {sql.Of(worker)} and state = {Schema.Claimed}");
    }

    /// <summary>A vector as it is stored: none for one of zeros, which is at distance 1 from everything.</summary>
    public static float[]? Vector(float[]? vector) => vector is not null && vector.AsSpan().ContainsAnyExcept(0f) ? vector : null;
}
