namespace OnnxStyle.Transfer;

/// <summary>One term of the loss at one moment.</summary>
/// <param name="Name">The term and its layer, such as <c>style/relu3_1</c>.</param>
/// <param name="Value">Its value without weights, in the inner convention.</param>
/// <param name="Weighted">What it adds to the total.</param>
public readonly record struct LossValue(string Name, double Value, double Weighted);
