using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>A tensor of a network that training changes, or that it keeps as it is.</summary>
/// <param name="Name">Its name, unique in the network, such as <c>conv1.weight</c>.</param>
/// <param name="Initial">Its values before the first step.</param>
/// <param name="Frozen">Whether training leaves it alone: it is a constant of the step then, without gradient or moments.</param>
/// <param name="Decays">Whether weight decay draws it towards 0; customary for filters, not for biases.</param>
public sealed record Parameter(string Name, Tensor<float> Initial, bool Frozen = false, bool Decays = true);
