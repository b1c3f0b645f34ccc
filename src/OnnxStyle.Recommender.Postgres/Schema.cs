namespace OnnxStyle.Recommender.Postgres;

/// <summary>The tables. Everything lies in the schema <c>onnxstyle</c>, and many indexes share it.</summary>
internal static class Schema
{
    /// <summary>The work waits for its picture.</summary>
    public const short Waiting = 0;

    /// <summary>A process has claimed it, until <c>lease_until</c>.</summary>
    public const short Claimed = 1;

    /// <summary>All of it is there.</summary>
    public const short Done = 2;

    /// <summary>Asks for the last thing that <see cref="Create"/> makes. Making waits for whoever writes and needs rights, so it is done only where it must be.</summary>
    public const string IsThere = "select to_regclass('onnxstyle.postings') is not null";

    /// <summary>Makes what is not there. Two processes that make it at once would disturb each other, so each takes a lock for its transaction.</summary>
    public const string Create = """
        select pg_advisory_xact_lock(7238201);
        create schema if not exists onnxstyle;
        create table if not exists onnxstyle.indexes (
            id bigint generated always as identity primary key,
            name text not null,
            key text not null,
            ready boolean not null default false,
            settings bytea not null,
            terms text[] not null,
            idf float8[] not null,
            words text[], counts bigint[], inputs real[], outputs real[],
            basis_mean real[], basis_scale real[], basis_texture real[], basis_directions real[],
            unique (name, key));
        create table if not exists onnxstyle.works (
            index_id bigint not null references onnxstyle.indexes on delete cascade,
            place int not null,
            id text collate "C" not null,
            title text not null,
            artist text not null,
            types text[] not null,
            image text not null default '',
            terms int[] not null,
            weights float8[] not null,
            doc2vec real[],
            state smallint not null,
            worker text,
            lease_until timestamptz,
            features real[], gram real[],
            palette real[], picture real[], texture real[],
            primary key (index_id, place),
            unique (index_id, id));
        create index if not exists works_waiting on onnxstyle.works (index_id, place) where state < 2;
        create table if not exists onnxstyle.postings (
            index_id bigint not null references onnxstyle.indexes on delete cascade,
            term int not null,
            place int not null,
            weight float8 not null,
            primary key (index_id, term, place));
        """;

    /// <summary>The columns of vectors that pgvector can index.</summary>
    public static IReadOnlyList<string> VectorColumns { get; } = ["doc2vec", "picture", "palette", "texture"];

    /// <summary>The name of pgvector's index of a column for one index of works.</summary>
    public static string VectorIndex(long index, string column) => $"works_{index}_{column}";
}
