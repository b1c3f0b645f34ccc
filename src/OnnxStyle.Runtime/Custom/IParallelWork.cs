namespace OnnxStyle.Runtime;

/// <summary>Work in numbered parts that may run at the same time, in any order, on any thread.</summary>
public interface IParallelWork
{
    /// <summary>Does one part. An exception stops no other part; the first one is thrown again where the work was given out.</summary>
    /// <param name="part">The number of the part, from 0.</param>
    void Do(int part);
}
