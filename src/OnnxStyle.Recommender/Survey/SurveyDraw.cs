using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>Draws the three pictures of a question so that all models are shown about equally often.</summary>
internal sealed class SurveyDraw(ArtIndex index, int[] pictured, IReadOnlyList<ComparedModel> models)
{
    private readonly int[] shown = new int[models.Count];
    private readonly bool[] hasPicture = [.. Enumerable.Range(0, index.Count).Select(row => index.Work(row).Image.Length > 0)];
    private readonly IReadOnlyList<WeighedPart>[] parts = [.. models.Select(model => model.Options is null ? [] : index.Weigh(model.Options))];

    public IEnumerable<string> Models => models.Select(model => model.Name);

    /// <summary>Three works that models recommend for a row in one place of their lists, in random order; null: there are no three different ones.</summary>
    public SurveyPicture[]? Pictures(int row, int rank, ref RandomStream random)
    {
        int[] recommended = new int[models.Count]; // each model's work in that place, -1 where its list is shorter
        for (int m = 0; m < models.Count; m++) recommended[m] = models[m].Options is QueryOptions query ? At(row, rank, query, m) : Random(row, ref random);
        int[] order = [.. Enumerable.Range(0, models.Count)];
        Survey.Shuffle(order, ref random);
        int[] works = [.. order.OrderBy(m => shown[m]).Select(m => recommended[m]).Where(work => work >= 0).Distinct().Take(Survey.Choices)];
        if (works.Length < Survey.Choices) return null;
        Survey.Shuffle(works, ref random);
        for (int m = 0; m < models.Count; m++)
            if (works.Contains(recommended[m])) shown[m]++;
        return [.. works.Select(work => new SurveyPicture(index.Work(work).Id, [.. Enumerable.Range(0, models.Count).Where(m => recommended[m] == work).Select(m => models[m].Name)]))];
    }

    private int At(int row, int rank, QueryOptions query, int model)
    {
        double[] distances = index.DistancesFrom(row, query, parts[model]);
        for (int other = 0; other < distances.Length; other++)
            if (!hasPicture[other]) distances[other] = double.PositiveInfinity;
        int[] list = Nearest.Of(distances, rank, row);
        return list.Length < rank || double.IsPositiveInfinity(distances[list[^1]]) ? -1 : list[^1];
    }

    private int Random(int row, ref RandomStream random)
    {
        if (pictured.Length < 2) return -1;
        int drawn;
        do drawn = pictured[random.Below(pictured.Length)];
        while (drawn == row);
        return drawn;
    }
}
