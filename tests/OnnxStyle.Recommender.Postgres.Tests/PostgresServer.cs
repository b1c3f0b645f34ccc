using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace OnnxStyle.Recommender.Postgres.Tests;

/// <summary>A PostgreSQL of the tests' own in a temporary folder, stopped and deleted afterwards.</summary>
public sealed class PostgresServer : IDisposable
{
    private readonly string folder = "";
    private readonly string? missing;

    public PostgresServer()
    {
        string? binaries = Binaries();
        missing = binaries is null ? "there is no PostgreSQL on this machine: no initdb on the path or under /usr/lib/postgresql" : null;
        if (binaries is null) return;
        folder = Directory.CreateTempSubdirectory("onnxstyle-postgres").FullName;
        using (TcpListener free = new(IPAddress.Loopback, 0))
        {
            free.Start();
            Port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        // PostgreSQL refuses to run as root; its package has made a user for it.
        if (Environment.UserName == "root") missing = Run("chown", "postgres", folder).Length == 0 ? null : "PostgreSQL does not run as root, and there is no user 'postgres'";
        if (missing is not null) return;
        string data = Path.Combine(folder, "data"), log = Path.Combine(folder, "log");
        Server(Path.Combine(binaries, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        Control = Path.Combine(binaries, "pg_ctl");
        HasPgvector = Directory.Exists("/usr/share/postgresql") && Directory.EnumerateFiles("/usr/share/postgresql", "vector.control", SearchOption.AllDirectories).Any();
        Server(Control, "-D", data, "-w", "-l", log, "-o", $"-p {Port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=32MB", "start");
    }

    public int Port { get; }

    /// <summary>A connection string, the password of which nobody asks for.</summary>
    public string Connection
    {
        get
        {
            if (missing is not null) Assert.Skip(missing);
            return $"Host=127.0.0.1;Port={Port};Username=postgres;Password=opensesame;Database=postgres";
        }
    }

    /// <summary>Whether pgvector is installed beside this PostgreSQL, so that a database can have it.</summary>
    public bool HasPgvector { get; }

    private string? Control { get; }

    public void Dispose()
    {
        if (Control is not null) Server(Control, "-D", Path.Combine(folder, "data"), "-m", "immediate", "-w", "stop");
        if (folder.Length > 0) Directory.Delete(folder, recursive: true);
    }

    private static string? Binaries()
    {
        string name = OperatingSystem.IsWindows() ? "initdb.exe" : "initdb";
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (Directory.Exists("/usr/lib/postgresql")) folders = folders.Concat(Directory.EnumerateDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin")));
        return folders.FirstOrDefault(candidate => File.Exists(Path.Combine(candidate, name)));
    }

    private static void Server(string program, params string[] args)
    {
        string error = Environment.UserName == "root" ? Run("runuser", ["-u", "postgres", "--", program, .. args]) : Run(program, args);
        if (error.Length > 0) throw new InvalidOperationException($"{program} failed: {error}");
    }

    // What went wrong, or nothing. Output goes nowhere: the server would keep a pipe open.
    private static string Run(string program, params string[] args)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "cd / && exec \"$@\" >/dev/null 2>&1", "sh", program, .. args]))!;
            process.WaitForExit();
            return process.ExitCode == 0 ? "" : $"exit code {process.ExitCode}";
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return error.Message;
        }
    }
}
