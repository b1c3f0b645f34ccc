using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>
/// A blinded survey that compares models by what people like. A question shows a work and three works that different models recommend for it, in one place of
/// their lists. The models that were shown least come first, so that all are shown about equally often; a work that several models recommend counts for all
/// of them, so that works on which models agree are seen more often than in their lists.
/// </summary>
/// <param name="Id">Its name, made from its questions: answers carry it.</param>
/// <param name="Models">The names of the models, the control among them.</param>
/// <param name="Questions">The questions; those that repeat others come last.</param>
public sealed record Survey(string Id, IReadOnlyList<string> Models, IReadOnlyList<SurveyQuestion> Questions)
{
    /// <summary>Pictures that a question asks about.</summary>
    public const int Choices = 3;

    /// <summary>Draws the questions. The same index, options and seed give the same survey.</summary>
    /// <exception cref="OptionsException">An option is out of range, the index has no pictures, or too few works with pictures for so many questions.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Survey Draw(ArtIndex index, SurveyOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        SurveyOptions chosen = options ?? new SurveyOptions();
        chosen.Validate();
        RandomStream random = new((ulong)chosen.Seed);
        int[] pictured = [.. Enumerable.Range(0, index.Count).Where(row => index.Work(row).Image.Length > 0)];
        if (pictured.Length == 0) throw new OptionsException(nameof(Survey), ["Pictures: the index has none, and a survey shows them; make the index again with pictures"]);
        Shuffle(pictured, ref random);
        SurveyDraw draw = new(index, pictured, ComparedModel.Of(index, chosen.Scale));
        List<SurveyQuestion> questions = [];
        foreach (int row in pictured)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (questions.Count == chosen.Questions) break;
            int rank = 1 + random.Below(chosen.Top);
            if (draw.Pictures(row, rank, ref random) is SurveyPicture[] pictures) questions.Add(new SurveyQuestion("", index.Work(row).Id, rank, pictures));
        }

        if (questions.Count < chosen.Questions) throw new OptionsException(nameof(Survey), [$"Questions is {chosen.Questions}: {questions.Count} of the {pictured.Length} works with pictures have {Choices} different works recommended for them; ask fewer"]);
        return Name(questions, chosen.Repeats, [.. draw.Models], ref random);
    }

    // Ids in the order of the questions would tell nothing either, but numbers drawn at random show that it is so.
    private static Survey Name(List<SurveyQuestion> questions, int repeats, string[] models, ref RandomStream random)
    {
        HashSet<string> names = [];
        for (int i = 0, all = questions.Count + repeats; i < all; i++)
        {
            string name;
            do name = $"q{random.Next() >> 44:x5}";
            while (!names.Add(name));
            if (i < questions.Count)
            {
                questions[i] = questions[i] with { Id = name };
                continue;
            }

            SurveyQuestion first = questions[i + repeats - all];
            SurveyPicture[] order = [.. first.Pictures];
            Shuffle(order, ref random);
            questions.Add(first with { Id = name, Pictures = order, Repeats = first.Id });
        }

        return new Survey($"{random.Next():x16}", models, questions);
    }

    internal static void Shuffle<T>(T[] items, ref RandomStream random)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }
}
