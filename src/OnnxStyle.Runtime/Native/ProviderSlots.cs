namespace OnnxStyle.Runtime.Native;

/// <summary>The four functions of a provider whose options are an object of their own.</summary>
internal sealed record ProviderSlots(OrtSlot Create, OrtSlot Update, OrtSlot Append, OrtSlot Release);
