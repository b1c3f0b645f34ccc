using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>What is known of one output: its type, its shape, and its contents where they follow from shapes and constants.</summary>
internal readonly record struct Inferred(ElementType Type, Shape Shape, Tensor? Known = null);
