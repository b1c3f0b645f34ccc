using OnnxStyle.Training;

namespace OnnxStyle.Cli.Commands;

/// <summary>What <c>train classifier</c> is asked for.</summary>
/// <param name="Source">A folder with a folder for each class, or a table.</param>
/// <param name="Table">How the table is read; null: the source is a folder.</param>
/// <param name="Options">How the classifier is made.</param>
/// <param name="Output">The .onnx file to write.</param>
internal sealed record TrainClassifierRequest(string Source, LabelTable? Table, ClassifierOptions Options, string Output);

/// <summary>Which columns and records of a table hold labelled pictures.</summary>
/// <param name="Label">The column of labels.</param>
/// <param name="File">The column of files; null: <c>image_path</c> or <c>file</c>.</param>
/// <param name="Folder">Where the files lie; null: beside the table.</param>
/// <param name="Where">Only records with these contents.</param>
internal sealed record LabelTable(string Label, string? File, string? Folder, IReadOnlyDictionary<string, string> Where);
