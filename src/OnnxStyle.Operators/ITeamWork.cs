namespace OnnxStyle.Operators;

/// <summary>Work in numbered parts.</summary>
internal interface ITeamWork
{
    /// <summary>Does one part, from 0.</summary>
    void Do(int index);
}
