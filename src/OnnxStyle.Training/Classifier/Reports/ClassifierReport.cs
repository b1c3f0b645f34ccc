using System.Text.Json;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>What is known of a classifier, as JSON: its options, how it did by class and picture, and what was left out.</summary>
public static class ClassifierReport
{
    /// <summary>Writes the members of one object.</summary>
    /// <param name="json">Where to; an object has been begun and is not ended here.</param>
    /// <param name="result">The classifier.</param>
    public static void Write(Utf8JsonWriter json, ClassifierResult result)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(result);
        WriteTexts(json, "labels", result.Model.Labels);
        json.WriteNumber("pictures", result.Pictures);
        json.WriteNumber("cached", result.Cached);
        WriteTexts(json, "leftOut", result.Problems);
        WriteOptions(json, result.Options);
        WriteHead(json, "head", result.Head);
        if (result.FineTuned is FineTuneResult tuned) WriteFineTuned(json, tuned, result.Options.FineTune);
        if (result.Baseline is HeadResult baseline) WriteHead(json, "baseline", baseline);
    }

    private static void WriteOptions(Utf8JsonWriter json, ClassifierOptions options)
    {
        json.WriteStartObject("options");
        json.WriteString("features", options.Features.Kind.ToString());
        json.WriteString("encoder", options.Features.Encoder);
        WriteTexts(json, "layers", options.Features.Layers);
        json.WriteNumber("side", options.Features.Side);
        json.WriteString("fit", options.Features.Fit.ToString());
        json.WriteBoolean("trimBorders", options.Features.TrimBorders);
        json.WriteString("head", options.Head.Kind.ToString());
        json.WriteNumber("hidden", options.Head.Hidden);
        json.WriteBoolean("balanced", options.Head.Balanced);
        json.WriteNumber("folds", options.Head.Folds);
        json.WriteNumber("iterations", options.Head.Iterations);
        json.WriteNumber("test", options.Test);
        json.WriteNumber("validation", options.Validation);
        json.WriteNumber("crossValidation", options.CrossValidation);
        json.WriteNumber("seed", options.Seed);
        json.WriteString("provider", options.Provider);
        json.WriteEndObject();
    }

    private static void WriteFineTuned(Utf8JsonWriter json, FineTuneResult tuned, FineTuneOptions options)
    {
        json.WriteStartObject("fineTuned");
        json.WriteNumber("blocks", tuned.Blocks);
        json.WriteNumber("parameters", tuned.Parameters);
        json.WriteNumber("batch", options.Batch);
        json.WriteNumber("learningRate", options.LearningRate);
        json.WriteNumber("weightDecay", options.WeightDecay);
        json.WriteNumber("patience", options.Patience);
        json.WriteBoolean("mirror", options.Mirror);
        json.WriteNumber("before", tuned.Before);
        json.WriteNumber("after", tuned.After);
        json.WriteBoolean("kept", tuned.Kept);
        json.WriteStartArray("epochs");
        foreach ((double training, double validation) in tuned.Epochs)
        {
            json.WriteStartObject();
            json.WriteNumber("training", training);
            json.WriteNumber("validation", validation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteMetrics(json, "test", tuned.Test);
        if (tuned.CrossValidation is ClassifierMetrics folds)
        {
            json.WriteNumber("keptFolds", tuned.KeptFolds);
            WriteMetrics(json, "crossValidation", folds);
        }

        json.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter json, string name, HeadResult head)
    {
        json.WriteStartObject(name);
        json.WriteString("name", head.Name);
        json.WriteNumber("features", head.Features);
        json.WriteNumber("l2", head.L2);
        json.WriteStartArray("tried");
        foreach ((double l2, double entropy) in head.Tried)
        {
            json.WriteStartObject();
            json.WriteNumber("l2", l2);
            json.WriteNumber("crossEntropy", entropy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteMetrics(json, "training", head.Training);
        WriteMetrics(json, "test", head.Test);
        if (head.CrossValidation is ClassifierMetrics folds) WriteMetrics(json, "crossValidation", folds);
        json.WriteStartArray("judged");
        foreach (JudgedPicture judged in head.Judged)
        {
            json.WriteStartObject();
            json.WriteString("file", judged.Picture.Path);
            json.WriteString("label", judged.Picture.Label);
            json.WriteString("called", judged.Called);
            json.WriteNumber("probability", judged.Probability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMetrics(Utf8JsonWriter json, string name, ClassifierMetrics metrics)
    {
        Proportion accuracy = metrics.Accuracy;
        json.WriteStartObject(name);
        json.WriteNumber("pictures", accuracy.Total);
        json.WriteNumber("right", accuracy.Hits);
        json.WriteNumber("accuracy", accuracy.Rate);
        json.WriteNumber("low", accuracy.Low);
        json.WriteNumber("high", accuracy.High);
        json.WriteNumber("macroF1", metrics.MacroF1);
        json.WriteStartArray("classes");
        foreach (ClassMetrics one in metrics.Classes)
        {
            json.WriteStartObject();
            json.WriteString("label", one.Label);
            json.WriteNumber("pictures", one.Pictures);
            json.WriteNumber("precision", one.Precision);
            json.WriteNumber("recall", one.Recall);
            json.WriteNumber("f1", one.F1);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("confusion");
        for (int row = 0; row < metrics.Labels.Count; row++)
        {
            json.WriteStartArray();
            for (int column = 0; column < metrics.Labels.Count; column++) json.WriteNumberValue(metrics.Count(row, column));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
