using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>Makes the losses of one level: describes them, and computes their targets from content and styles at the level's size.</summary>
internal sealed class LevelTerms(PaintEngine engine, StylizeOptions options, StylizeRecipe recipe, StylizeInputs inputs, PreparedPictures pictures)
{
    /// <summary>The terms of a level, bound to their targets. Remarks about regions that vanish go to the notes.</summary>
    public IReadOnlyList<BoundTerm> Bind(PlannedLevel level, List<string> notes, CancellationToken cancellationToken)
    {
        List<BoundTerm> terms = [];
        if (recipe.ContentWeight > 0 && options.ContentLayers.Count > 0)
        {
            ContentLoss content = new() { Layers = options.ContentLayers, Weight = recipe.ContentWeight };
            Image picture = PreparedPictures.Sized(pictures.Content, level.Width, level.Height);
            terms.Add(new BoundTerm { Term = content, Targets = PictureStatistics.Of(engine, picture, [(content, null)], cancellationToken)[0] });
        }

        if (recipe.StyleWeight > 0 && options.StyleLayers.Count > 0)
            terms.AddRange(inputs.Regions.Count == 0 ? [WholeStyle(level, cancellationToken)] : Regions(level, notes, cancellationToken));
        if (recipe.TotalVariationWeight > 0)
            terms.Add(new BoundTerm { Term = new TotalVariationLoss { Kind = options.TotalVariation, Weight = recipe.TotalVariationWeight } });
        return terms;
    }

    /// <summary>The terms of a level without targets, for estimates: shapes are all that counts.</summary>
    public static LossTerm StyleTerm(StylizeOptions options, string name, double weight) => options.StyleLoss switch
    {
        StyleLossKind.MeanCovariance => new MeanCovarianceLoss { Name = name, Layers = options.StyleLayers, Weight = weight },
        StyleLossKind.Wasserstein => new WassersteinLoss { Name = name, Layers = options.StyleLayers, Weight = weight },
        _ => new GramLoss { Name = name, Layers = options.StyleLayers, Weight = weight },
    };

    private BoundTerm WholeStyle(PlannedLevel level, CancellationToken cancellationToken)
    {
        LossTerm term = StyleTerm(options, "style", recipe.StyleWeight);
        List<IReadOnlyDictionary<string, Tensor<float>>> statistics = [];
        List<double> weights = [];
        for (int i = 0; i < pictures.Styles.Count; i++)
        {
            double weight = options.StyleWeights?[i] ?? 1;
            if (weight == 0) continue;
            statistics.Add(PictureStatistics.Of(engine, SizedStyle(level, i), [(term, null)], cancellationToken)[0]);
            weights.Add(weight);
        }

        return new BoundTerm { Term = term, Targets = term.Targets(PictureStatistics.Average(statistics, weights)) };
    }

    private IEnumerable<BoundTerm> Regions(PlannedLevel level, List<string> notes, CancellationToken cancellationToken)
    {
        string[] layers = [.. options.StyleLayers.Select(layer => layer.Layer)];
        List<(StyleRegion Region, GramLoss Term, IReadOnlyDictionary<string, Tensor<float>> Painting, IReadOnlyDictionary<string, Tensor<float>> Style)> regions = [];
        foreach (StyleRegion region in inputs.Regions)
        {
            (int styleWidth, int styleHeight) = level.StyleSizes[region.StyleIndex];
            IReadOnlyDictionary<string, Tensor<float>> painting = Guides.Of(engine.Encoder, region.Content.Resize(level.Width, level.Height), layers, options.GuideMode);
            IReadOnlyDictionary<string, Tensor<float>> style = Guides.Of(engine.Encoder, region.Style.Resize(styleWidth, styleHeight), layers, options.GuideMode);
            LayerWeight[] common = [.. options.StyleLayers.Where(layer => painting.ContainsKey(layer.Layer) && style.ContainsKey(layer.Layer))];
            if (common.Length < layers.Length)
                notes.Add($"{level.Width} x {level.Height}: region '{region.Name}' is not there at {string.Join(", ", layers.Except(common.Select(layer => layer.Layer)))} and is left out there");
            if (common.Length == 0) continue;
            double weight = recipe.StyleWeight * region.Weight / inputs.Regions.Count;
            regions.Add((region, new GramLoss { Name = $"style:{region.Name}", Layers = common, Weight = weight }, painting, style));
        }

        foreach (IGrouping<int, (StyleRegion Region, GramLoss Term, IReadOnlyDictionary<string, Tensor<float>> Painting, IReadOnlyDictionary<string, Tensor<float>> Style)> group in regions.GroupBy(region => region.Region.StyleIndex))
        {
            IReadOnlyList<IReadOnlyDictionary<string, Tensor<float>>> statistics = PictureStatistics.Of(
                engine, SizedStyle(level, group.Key), [.. group.Select(entry => ((LossTerm)entry.Term, (IReadOnlyDictionary<string, Tensor<float>>?)entry.Style))], cancellationToken);
            foreach ((int index, (StyleRegion Region, GramLoss Term, IReadOnlyDictionary<string, Tensor<float>> Painting, IReadOnlyDictionary<string, Tensor<float>> Style) entry) in group.Index())
                yield return new BoundTerm { Term = entry.Term, Targets = statistics[index], Guides = entry.Painting };
        }
    }

    private Image SizedStyle(PlannedLevel level, int index) =>
        PreparedPictures.Sized(pictures.Styles[index], level.StyleSizes[index].Width, level.StyleSizes[index].Height);
}
