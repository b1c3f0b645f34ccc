using System.Text;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender.Tests;

public sealed class ComparisonTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"onnxstyle-compare-{Guid.NewGuid():N}.index");

    public void Dispose() => File.Delete(path);

    [Fact]
    public void An_interval_is_that_of_the_normal_law_for_many_values()
    {
        Random random = new(2);
        double[] values = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble() < 0.3 ? 1.0 : 0.0)];
        MeanInterval interval = MeanInterval.Of(values, 4000);
        double error = 1.96 * Math.Sqrt(interval.Mean * (1 - interval.Mean) / values.Length);
        Assert.Equal(values.Average(), interval.Mean, 1e-12);
        Assert.Equal(interval.Mean - error, interval.Low, 0.006); // a step of one value is 0.0025, and 4,000 draws place a percentile within another
        Assert.Equal(interval.Mean + error, interval.High, 0.006);
        Assert.Equal(interval, MeanInterval.Of(values, 4000));
        Assert.Equal(0, MeanInterval.Of([]).Works);
    }

    [Fact]
    public void Shares_are_those_of_the_queries()
    {
        using ArtIndex index = Make();
        IReadOnlyList<ModelMeasures> models = ModelComparison.Run(index, new CompareOptions { Top = 4, Resamples = 20 });
        Assert.Equal(["random", "tfidf 1", "doc2vec 1", "tfidf 1 + meta", "doc2vec 1 + meta"], models.Select(model => model.Model.Name));
        foreach (ModelMeasures model in models.Skip(1))
        {
            double[] shares = [.. Enumerable.Range(0, index.Count).Select(index.Work).Where(work => work.Types[0].Length > 0).Select(work =>
                index.Query(work.Id, model.Model.Options! with { Top = 4 }).Average(item => item.Work.Types[0] == work.Types[0] ? 1.0 : 0))];
            Assert.Equal(shares.Average(), model.Same[0].Share.Mean, 1e-12);
            Assert.Equal(shares.Length, model.Same[0].Share.Works);
        }
    }

    [Fact]
    public void Texts_that_tell_the_style_beat_chance()
    {
        using ArtIndex index = Make();
        IReadOnlyList<ModelMeasures> models = ModelComparison.Run(index, new CompareOptions { Top = 4 });
        Assert.True(models[1].Same[0].Share.Low > models[0].Same[0].Share.High, $"{models[1].Same[0]} against {models[0].Same[0]}");
        Assert.All(models, model => Assert.InRange(model.Coverage, 0.05, 1));
        Assert.InRange(models[0].Same[0].Share.Mean, 0.3, 0.65); // two styles of equal size
        Assert.Equal(0, models[0].Same[^1].Share.Works); // nobody is named as an artist
    }

    [Fact]
    public void Options_that_do_not_work_are_all_named() =>
        Assert.Equal(3, Assert.Throws<OptionsException>(() => new CompareOptions { Top = 0, Works = 0, Resamples = 1 }.Validate()).Problems.Count);

    // Boats of one style and portraits of the other, and one work that has none.
    private ArtIndex Make()
    {
        string[] words = ["boat harbour sea dusk net wave port", "woman girl portrait face head oil chair"];
        Random random = new(5);
        StringBuilder text = new("id,style,text\nlast,,boat woman\n");
        for (int i = 0; i < 40; i++) text.Append($"w{i},{(i % 2 == 0 ? "x" : "y")},{string.Join(' ', Enumerable.Range(0, 6).Select(_ => words[i % 2].Split(' ')[random.Next(7)]))}\n");
        ArtIndexBuilder.Build(Catalogue.Read(Encoding.UTF8.GetBytes(text.ToString()), "works.csv"), path, new IndexOptions { Doc2Vec = new Doc2VecOptions { MinCount = 1, Size = 8 } });
        return ArtIndex.Open(path);
    }
}
