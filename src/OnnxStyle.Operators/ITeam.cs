using OnnxStyle.Runtime;

namespace OnnxStyle.Operators;

/// <summary>Threads that share out work. Allocates nothing in a call; one caller at a time.</summary>
internal interface ITeam
{
    /// <summary>How many parts run at once at best, 1 or more.</summary>
    int Threads { get; }

    /// <summary>Does all parts, in any order, on any threads, and returns when the last is done. A part may not wait for another.</summary>
    void For(int count, IParallelWork work);
}
