using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender.Postgres;

/// <summary>PostgreSQL cannot be reached, refuses, or does not hold what was asked for. No message holds a password. Remedy: <see cref="Remedy"/>.</summary>
public sealed class StoreException : OnnxStyleException
{
    /// <summary>Makes an error about a store.</summary>
    /// <param name="server">The server and database, without secrets.</param>
    /// <param name="reason">What is wrong, as part of a sentence.</param>
    /// <param name="remedy">What helps, as a sentence.</param>
    /// <param name="innerException">The cause, or null.</param>
    public StoreException(string server, string reason, string remedy, Exception? innerException = null)
        : base($"PostgreSQL ({server}) {reason}. {remedy}", innerException)
    {
        Server = server;
        Remedy = remedy;
    }

    /// <summary>The server and database, without secrets.</summary>
    public string Server { get; }

    /// <summary>What helps.</summary>
    public string Remedy { get; }
}
