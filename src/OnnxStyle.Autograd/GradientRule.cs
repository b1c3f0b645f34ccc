using OnnxStyle.Onnx;

namespace OnnxStyle.Autograd;

/// <summary>One line of the table <see cref="GradientRules"/>: an operator and what differentiating it means here.</summary>
public sealed class GradientRule
{
    internal GradientRule(string domain, string op, GradientVerdict verdict, string? reason, Func<GradientContext, Value?[]>? build)
    {
        Domain = domain;
        Operator = op;
        Verdict = verdict;
        Reason = reason;
        Build = build;
    }

    /// <summary>The operator's domain; empty for ONNX's own.</summary>
    public string Domain { get; }

    /// <summary>The operator's name, as ONNX writes it.</summary>
    public string Operator { get; }

    /// <summary>Rule, zero or refusal.</summary>
    public GradientVerdict Verdict { get; }

    /// <summary>Why it is refused and what to do instead; null unless <see cref="Verdict"/> is <see cref="GradientVerdict.Refuse"/>.</summary>
    public string? Reason { get; }

    /// <summary>Emits the backward nodes: one entry an input, null where nothing flows.</summary>
    internal Func<GradientContext, Value?[]>? Build { get; }
}
