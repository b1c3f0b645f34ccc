using System.CommandLine;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Recommender;
using OnnxStyle.Recommender.Postgres;

namespace OnnxStyle.Cli.Commands;

/// <summary>Adds works to an index.</summary>
internal static class RecommendAddCommand
{
    private static readonly AddOptions Defaults = new();

    public static Command Create(Terminal terminal)
    {
        Argument<string> target = new("INDEX") { Description = "An index that `onnxstyle recommend index` made." };
        Argument<string> source = new("CATALOGUE") { Description = "The new works, a .csv file like the one of the index." };
        Option<string?> images = Words.Text("--images", "DIR", "The folder of the new pictures. [default: that of the index]");
        Option<string?> embedding = Words.Text("--embedding", "FILE", "Where the .onnx file is that made the vectors of the index's pictures. [default: where it was]");
        Option<string?> modelFolder = CommonOptions.ModelFolder();
        Option<string?> provider = Words.Text("--provider", "NAME", $"Pictures: ONNX Runtime's provider; `onnxstyle doctor` lists them. Never replaced silently. [default: {Defaults.Provider}]");
        Option<int?> threads = Words.Whole("--threads", "N", "Pictures: threads of ONNX Runtime; 0: one for each processor. [default: 0]");
        StoreOptionSet store = new();
        DocumentedCommand command = new(
            "add",
            "Add works to an index without making it again. What texts and pictures are measured by (the terms and their weights, the Doc2Vec model, the directions of textures) stays that of the first indexing; works whose id the index has are named and left out.",
            "onnxstyle recommend add catalogue.index new.csv",
            "onnxstyle recommend add catalogue.index new.csv --images new-pictures")
        {
            target,
            source,
            images,
            embedding,
            modelFolder,
            provider,
            threads,
        };
        store.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) =>
        {
            string? connection = store.Bind(parsed);
            string path = parsed.GetRequiredValue(target), name = parsed.GetRequiredValue(source);
            AddOptions options = new()
            {
                PictureFolder = parsed.GetValue(images),
                EmbeddingModel = parsed.GetValue(embedding),
                ModelFolder = parsed.GetValue(modelFolder),
                Provider = parsed.GetValue(provider) ?? Defaults.Provider,
                Threads = parsed.GetValue(threads) ?? Defaults.Threads,
            };
            Catalogue catalogue = Catalogue.Read(name);
            CatalogueNotes.Name(terminal, name, catalogue.Problems);
            if (connection is null) ToFile(terminal, catalogue, name, path, options, cancellationToken);
            else ToDatabase(terminal, connection, catalogue, name, path, options, cancellationToken);
            terminal.Out.WriteLine(path);
            return ExitCode.Done;
        });
    }

    private static void ToFile(Terminal terminal, Catalogue catalogue, string name, string path, AddOptions options, CancellationToken cancellationToken)
    {
        terminal.WhenStopped = CatalogueNotes.Kept;
        IndexAddition addition = ArtIndexBuilder.Add(catalogue, path, options, CatalogueNotes.Tenths(terminal), cancellationToken);
        CatalogueNotes.Name(terminal, name, addition.Problems);
        terminal.Note($"{addition.Added} works added, {addition.Works} in all; {addition.Pictures} pictures{CatalogueNotes.OfThem(addition.PicturesKept)}, {addition.NewTypes} new types of metadata; {addition.WithoutText} have no text that the index knows: its terms are those of the first indexing.");
    }

    private static void ToDatabase(Terminal terminal, string connection, Catalogue catalogue, string name, string index, AddOptions options, CancellationToken cancellationToken)
    {
        using PostgresStore store = PostgresStore.Open(connection);
        terminal.WhenStopped = CatalogueNotes.KeptInDatabase;
        StoreBuild addition = store.Add(catalogue, index, options, CatalogueNotes.Tenths(terminal), cancellationToken);
        CatalogueNotes.Name(terminal, name, addition.Problems);
        terminal.Note($"{store.Server}: {addition.Added} works added, {addition.Works} in all; {addition.Pictures} pictures read by this process. Terms are those of the first indexing.");
    }
}
