using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>How a survey is drawn.</summary>
public sealed record SurveyOptions
{
    /// <summary>Questions, each about another work, 1 to 1,000.</summary>
    public int Questions { get; init; } = 60;

    /// <summary>Questions that are asked a second time, to see how steady a person's answers are; 0 to <see cref="Questions"/>. They count in no rate.</summary>
    public int Repeats { get; init; } = 3;

    /// <summary>Each question takes one place of the lists of recommendations, drawn from the first to this one, 1 to 100.</summary>
    public int Top { get; init; } = 7;

    /// <summary>Where all randomness starts.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>What happens to distances before they are added.</summary>
    public DistanceScale Scale { get; init; } = DistanceScale.Raw;

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">Values are out of range.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (Questions is < 1 or > 1000) problems.Add($"{nameof(Questions)} is {Questions}: expected 1 to 1000");
        if (Repeats < 0 || Repeats > Math.Max(0, Questions)) problems.Add($"{nameof(Repeats)} is {Repeats}: expected 0 to the number of questions");
        if (Top is < 1 or > 100) problems.Add($"{nameof(Top)} is {Top}: expected 1 to 100");
        if (!Enum.IsDefined(Scale)) problems.Add($"{nameof(Scale)} is {Scale}: expected Raw or Typical");
        OptionsException.ThrowIfAny(nameof(SurveyOptions), problems);
    }
}
