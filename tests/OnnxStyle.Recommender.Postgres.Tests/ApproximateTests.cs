using System.Globalization;
using System.Text;
using Npgsql;

namespace OnnxStyle.Recommender.Postgres.Tests;

/// <summary>
/// The approximate search, with pgvector where it is installed beside PostgreSQL, else with a stand-in: a type, a cast and an operator of the same names
/// that compare all rows. The stand-in shows that the statements are right, and nothing about recall.
/// </summary>
public sealed class ApproximateTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string StandIn = """
        create type vector;
        create function vector_in(cstring) returns vector as 'textin' language internal immutable strict;
        create function vector_out(vector) returns cstring as 'textout' language internal immutable strict;
        create function vector_typmod_in(cstring[]) returns int as 'varchartypmodin' language internal immutable strict;
        create function vector_typmod_out(int) returns cstring as 'varchartypmodout' language internal immutable strict;
        create type vector (input = vector_in, output = vector_out, typmod_in = vector_typmod_in, typmod_out = vector_typmod_out, like = text);
        create function array_to_vector(real[], int, boolean) returns vector language plpgsql immutable strict as $$
            begin
                if $2 >= 0 and cardinality($1) <> $2 - 4 then raise 'expected % dimensions, not %', $2 - 4, cardinality($1); end if;
                return vector_in(textout($1::text));
            end $$;
        create cast (real[] as vector) with function array_to_vector(real[], int, boolean) as implicit;
        create function cosine_distance(vector, vector) returns float8 language sql immutable strict as $$
            select 1 - sum(x * y) / sqrt(sum(x * x) * sum(y * y)) from unnest(textin(vector_out($1))::float8[], textin(vector_out($2))::float8[]) as t(x, y) $$;
        create operator <=> (leftarg = vector, rightarg = vector, function = cosine_distance);
        create access method hnsw type index handler hashhandler;
        create function vector_hash(vector) returns int language sql immutable strict as 'select 1';
        create function vector_eq(vector, vector) returns boolean as 'texteq' language internal immutable strict;
        create operator = (leftarg = vector, rightarg = vector, function = vector_eq);
        create operator class vector_cosine_ops for type vector using hnsw as operator 1 =, function 1 vector_hash(vector);
        """;

    private const int Works = 260; // more than the candidates of one part

    [Theory]
    [InlineData(TextMethod.TfIdf, false)]
    [InlineData(TextMethod.Doc2Vec, false)]
    [InlineData(TextMethod.Doc2Vec, true)]
    public void Candidates_are_ordered_exactly_and_recall_is_measured(TextMethod text, bool metadata)
    {
        string connection = Database($"approximate_{text}_{metadata}".ToLowerInvariant());
        using PostgresStore store = PostgresStore.Open(connection);
        store.Index(Catalogue(Works), "works", new IndexOptions { Doc2Vec = new Doc2VecOptions { MinCount = 1, Size = 8, Epochs = 2 } });
        Assert.True(store.HasPgvector);
        QueryOptions options = new() { Text = text, Metadata = metadata, Top = 5 };
        double recall = store.MeasureRecall("works", options, works: 12);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"recall of the top 5 among {Works} works, {text}, metadata {metadata}, {(server.HasPgvector ? "pgvector" : "stand-in")}: {recall:0.000}"));
        Assert.InRange(recall, metadata ? 0.5 : server.HasPgvector ? 0.9 : 1, 1); // metadata may bring near what no part had among its candidates

        IReadOnlyList<Recommendation> all = store.Query("works", "w7", options with { Top = 1000 }).Found;
        IReadOnlyList<Recommendation> found = store.Query("works", "w7", options, approximate: true).Found;
        Assert.Equal(5, found.Count);
        Assert.Equal(found.OrderBy(item => item.Distance).ThenBy(item => item.Work.Row).Select(item => item.Work.Id), found.Select(item => item.Work.Id));
        Assert.All(found, item => Assert.Equal(all.Single(other => other.Work.Id == item.Work.Id).Distance, item.Distance));
    }

    [Fact]
    public void Indexes_of_vectors_come_and_go_with_the_works()
    {
        string connection = Database("approximate_indexes");
        using PostgresStore store = PostgresStore.Open(connection);
        IndexOptions options = new() { Doc2Vec = new Doc2VecOptions { MinCount = 1, Size = 8, Epochs = 1 } };
        store.Index(Catalogue(9), "works", options);
        long first = Indexes(connection);
        store.Index(Catalogue(10), "works", options);
        Assert.Equal((1, 1), (first, Indexes(connection)));
    }

    private static long Indexes(string connection)
    {
        using NpgsqlConnection opened = new(connection);
        opened.Open();
        return new Sql().One<long>(opened, "select count(*) from pg_indexes where schemaname = 'onnxstyle' and indexdef like '%hnsw%doc2vec%'");
    }

    private static Catalogue Catalogue(int count)
    {
        Random random = new(5);
        StringBuilder text = new("id,style,text\n");
        for (int i = 0; i < count; i++) text.Append(CultureInfo.InvariantCulture, $"w{i},s{random.Next(4)},word{random.Next(7)} other{random.Next(9)} third{random.Next(30)}\n");
        return Recommender.Catalogue.Read(Encoding.UTF8.GetBytes(text.ToString()), "works.csv");
    }

    // A database of its own, so that the others stay without the extension.
    private string Database(string name)
    {
        using (NpgsqlConnection connection = new(server.Connection))
        {
            connection.Open();
            new Sql().Run(connection, $"create database {name}");
        }

        string own = server.Connection.Replace("Database=postgres", $"Database={name}", StringComparison.Ordinal);
        using NpgsqlConnection opened = new(own);
        opened.Open();
        new Sql().Run(opened, server.HasPgvector ? "create extension vector" : StandIn);
        return own;
    }
}
