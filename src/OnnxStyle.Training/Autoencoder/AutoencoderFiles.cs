using System.Text.Json;
using OnnxStyle.Imaging;
using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>The files of a trained autoencoder: the model and, beside it under the same name, report, losses, their curve and a sheet of pictures.</summary>
public sealed class AutoencoderFiles
{
    private readonly string stem;

    /// <summary>Names the files.</summary>
    /// <param name="model">The path of the model, ending in .onnx.</param>
    public AutoencoderFiles(string model)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        Model = model;
        stem = Path.Combine(Path.GetDirectoryName(model) ?? "", Path.GetFileNameWithoutExtension(model));
    }

    /// <summary>The model.</summary>
    public string Model { get; }

    /// <summary>The report, JSON.</summary>
    public string Report => $"{stem}.json";

    /// <summary>The losses of every epoch, CSV.</summary>
    public string Losses => $"{stem}.csv";

    /// <summary>The losses as a drawing, SVG.</summary>
    public string Curve => $"{stem}.svg";

    /// <summary>Held-out pictures and what is restored of them, PNG.</summary>
    public string Sheet => $"{stem}.png";

    /// <summary>The checkpoint of a run that is not at its end.</summary>
    public string Checkpoint => $"{stem}.checkpoint";

    /// <summary>Writes all but the checkpoint, each whole or not at all.</summary>
    /// <param name="model">The half of the network that makes codes.</param>
    /// <param name="report">What the run says of itself.</param>
    /// <param name="history">The losses.</param>
    /// <param name="sheet">The sheet.</param>
    /// <exception cref="FileWriteException">One of them cannot be written; those before it stay.</exception>
    public void Save(Graph model, AutoencoderReport report, TrainingHistory history, Image sheet)
    {
        ArgumentNullException.ThrowIfNull(report);
        OnnxWriter.Save(model, Model);
        AtomicFile.WriteAllText(Report, JsonSerializer.Serialize(report, AutoencoderJson.Default.AutoencoderReport) + "\n");
        LossTable.Save(history, Losses);
        LossCurve.Save(history, "Reconstruction error of the autoencoder", Curve);
        ImageFile.Save(sheet, Sheet);
    }
}
