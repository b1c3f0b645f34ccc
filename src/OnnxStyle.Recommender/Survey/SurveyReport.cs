using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>
/// What a survey says of its models. Answers are taken for independent: where few people answer many questions each, intervals and p-values are too small.
/// </summary>
public sealed record SurveyReport
{
    /// <summary>The models, the one with the highest like-rate first.</summary>
    public required IReadOnlyList<SurveyModel> Models { get; init; }

    /// <summary>The test behind <see cref="Likes"/>.</summary>
    public required string LikesTest { get; init; }

    /// <summary>
    /// Pairs of models by what was liked. From answers: McNemar's exact test on the answers to questions that showed both. From counts, which hold no pairs:
    /// Fisher's exact test of two independent rates, and wins are the likes of each.
    /// </summary>
    public required IReadOnlyList<SurveyPair> Likes { get; init; }

    /// <summary>Pairs of models by what was picked of both: the binomial test of one half, exact. Empty where only counts are known.</summary>
    public IReadOnlyList<SurveyPair> Picks { get; init; } = [];

    /// <summary>How many people answered; 0 where only counts are known.</summary>
    public int People { get; init; }

    /// <summary>How many answers there are, repeated questions included; 0 where only counts are known.</summary>
    public int Answers { get; init; }

    /// <summary>How many likes of a repeated question were the same as at first.</summary>
    public Proportion Steady { get; init; } = new(0, 0);

    /// <summary>The report of a survey's answers.</summary>
    /// <param name="survey">The key.</param>
    /// <param name="answers">Answers that <see cref="SurveyAnswers.Read"/> took.</param>
    /// <param name="against">Hold all models against this one only; null: every model against every other.</param>
    /// <exception cref="OptionsException">There is no such model.</exception>
    public static SurveyReport Of(Survey survey, IReadOnlyList<SurveyAnswer> answers, string? against = null)
    {
        ArgumentNullException.ThrowIfNull(survey);
        ArgumentNullException.ThrowIfNull(answers);
        Dictionary<string, SurveyQuestion> questions = survey.Questions.ToDictionary(question => question.Id, StringComparer.Ordinal);
        Dictionary<string, int> number = survey.Models.Select((model, m) => (model, m)).ToDictionary(StringComparer.Ordinal);
        int[][] shown = [.. answers.Where(answer => questions[answer.Question].Repeats is null).Select(answer => Places(questions[answer.Question], number))];
        SurveyAnswer[] counted = [.. answers.Where(answer => questions[answer.Question].Repeats is null)];
        SurveyModel[] models = [.. survey.Models.Select((name, m) => new SurveyModel(
            name,
            new Proportion(counted.Where((answer, i) => shown[i][m] >= 0 && answer.Likes[shown[i][m]]).Count(), shown.Count(places => places[m] >= 0)),
            new Proportion(counted.Where((answer, i) => shown[i][m] == answer.Pick).Count(), shown.Count(places => places[m] >= 0))))];
        (int First, int Second)[] pairs = Pairs(survey.Models, against);
        int Wins(Func<SurveyAnswer, int, int, bool> wins, int first, int second) =>
            counted.Where((answer, i) => shown[i][first] >= 0 && shown[i][second] >= 0 && shown[i][first] != shown[i][second] && wins(answer, shown[i][first], shown[i][second])).Count();
        SurveyPair[] Test(Func<SurveyAnswer, int, int, bool> wins) =>
            Corrected([.. pairs.Select(pair => (pair, Wins(wins, pair.First, pair.Second), Wins(wins, pair.Second, pair.First)))], survey.Models, ExactTests.Sign);
        return new SurveyReport
        {
            Models = Ordered(models),
            LikesTest = "McNemar's exact test",
            Likes = Test((answer, own, other) => answer.Likes[own] && !answer.Likes[other]),
            Picks = Test((answer, own, _) => answer.Pick == own),
            People = answers.Select(answer => answer.Participant).Distinct(StringComparer.Ordinal).Count(),
            Answers = answers.Count,
            Steady = SteadyLikes(questions, answers),
        };
    }

    /// <summary>The report of a table of counts.</summary>
    /// <param name="counts">Each model's name, and how many of its works were liked of how many shown.</param>
    /// <param name="against">Hold all models against this one only; null: every model against every other.</param>
    /// <exception cref="OptionsException">There is no such model.</exception>
    public static SurveyReport OfCounts(IReadOnlyList<(string Model, Proportion Likes)> counts, string? against = null)
    {
        ArgumentNullException.ThrowIfNull(counts);
        string[] names = [.. counts.Select(count => count.Model)];
        (int First, int Second)[] pairs = Pairs(names, against);
        double[] p = [.. pairs.Select(pair => ExactTests.Fisher(counts[pair.First].Likes, counts[pair.Second].Likes))], corrected = ExactTests.Holm(p);
        return new SurveyReport
        {
            Models = Ordered([.. counts.Select(count => new SurveyModel(count.Model, count.Likes, null))]),
            LikesTest = "Fisher's exact test (counts hold no pairs)",
            Likes = [.. pairs.Select((pair, i) => new SurveyPair(names[pair.First], names[pair.Second], counts[pair.First].Likes.Hits, counts[pair.Second].Likes.Hits, p[i], corrected[i]))],
        };
    }

    // Which picture of a question is each model's; -1: none.
    private static int[] Places(SurveyQuestion question, Dictionary<string, int> number)
    {
        int[] places = new int[number.Count];
        Array.Fill(places, -1);
        for (int picture = 0; picture < question.Pictures.Count; picture++)
            foreach (string model in question.Pictures[picture].Models) places[number[model]] = picture;
        return places;
    }

    private static SurveyModel[] Ordered(SurveyModel[] models) => [.. models.OrderByDescending(model => model.Likes.Total == 0 ? -1 : model.Likes.Rate)];

    private static (int First, int Second)[] Pairs(IReadOnlyList<string> models, string? against)
    {
        int one = against is null ? -1 : models.ToList().IndexOf(against);
        if (against is not null && one < 0) throw new OptionsException(nameof(SurveyReport), [$"Against is '{against}': the models are {string.Join(", ", models)}"]);
        return one >= 0
            ? [.. Enumerable.Range(0, models.Count).Where(m => m != one).Select(m => (m, one))]
            : [.. Enumerable.Range(0, models.Count).SelectMany(first => Enumerable.Range(first + 1, models.Count - first - 1).Select(second => (first, second)))];
    }

    private static SurveyPair[] Corrected(((int First, int Second) Pair, int First, int Second)[] wins, IReadOnlyList<string> models, Func<int, int, double> test)
    {
        double[] p = [.. wins.Select(pair => test(pair.First, pair.Second))], corrected = ExactTests.Holm(p);
        return [.. wins.Select((item, i) => new SurveyPair(models[item.Pair.First], models[item.Pair.Second], item.First, item.Second, p[i], corrected[i]))];
    }

    private static Proportion SteadyLikes(Dictionary<string, SurveyQuestion> questions, IReadOnlyList<SurveyAnswer> answers)
    {
        Dictionary<(string, string), SurveyAnswer> given = answers.ToDictionary(answer => (answer.Participant, answer.Question));
        int same = 0, all = 0;
        foreach (SurveyAnswer again in answers)
        {
            SurveyQuestion question = questions[again.Question];
            if (question.Repeats is null || !given.TryGetValue((again.Participant, question.Repeats), out SurveyAnswer? first)) continue;
            for (int picture = 0; picture < question.Pictures.Count; picture++)
            {
                int before = questions[question.Repeats].Pictures.ToList().FindIndex(other => other.Work == question.Pictures[picture].Work);
                same += first.Likes[before] == again.Likes[picture] ? 1 : 0;
                all++;
            }
        }

        return new Proportion(same, all);
    }
}
