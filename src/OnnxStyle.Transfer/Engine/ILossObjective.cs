using OnnxStyle.Optimization;

namespace OnnxStyle.Transfer;

/// <summary>An objective whose total has parts, for the log.</summary>
internal interface ILossObjective : IObjective
{
    /// <summary>The terms of a recent evaluation, found by its total; of the last one when it is not among them.</summary>
    IReadOnlyList<LossValue> LossesAt(double total);
}
