using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace OnnxStyle.Networks.Tests;

/// <summary>A server on 127.0.0.1 that gives one file by ranges, and misbehaves as a test wants it to.</summary>
internal sealed partial class RangeServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly byte[] file;

    public RangeServer(byte[] file)
    {
        this.file = file;
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>What is done to one answer, by the number of the request from 1 and the place asked for.</summary>
    public Func<int, long, Answer> Behave { get; set; } = (_, _) => new Answer();

    public int Requests { get; private set; }

    /// <summary>Bytes of the file that were sent.</summary>
    public long Sent { get; private set; }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/models/net-0a1b2c3d.pth");

    public void Dispose()
    {
        end.Cancel();
        listener.Dispose();
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!end.IsCancellationRequested)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(end.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                NetworkStream stream = client.GetStream();
                using StreamReader reader = new(stream, Encoding.ASCII);
                while (true)
                {
                    StringBuilder head = new();
                    for (string? line = await reader.ReadLineAsync(end.Token); !string.IsNullOrEmpty(line); line = await reader.ReadLineAsync(end.Token)) head.AppendLine(line);
                    if (head.Length == 0 || !await AnswerAsync(stream, head.ToString())) return;
                }
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
            }
        }
    }

    private async Task<bool> AnswerAsync(NetworkStream stream, string head)
    {
        Match match = Range().Match(head);
        long from = long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), to = long.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        Answer answer = Behave(++Requests, from);
        if (answer.Delay > TimeSpan.Zero) await Task.Delay(answer.Delay, end.Token);
        byte[] body = answer.Status == 200 ? file : answer.Status == 206 ? file[(int)from..(int)(to + 1)] : [];
        if (answer.FlipAt is int flip && flip < body.Length) body[flip] ^= 0x40;
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} Said\r\nContent-Length: {body.Length}\r\nConnection: keep-alive\r\n");
        if (answer.Status == 206) text.Append(CultureInfo.InvariantCulture, $"Content-Range: bytes {from + answer.Shift}-{to + answer.Shift}/{answer.Total ?? file.Length}\r\n");
        if (answer.Tag is not null) text.Append(CultureInfo.InvariantCulture, $"ETag: \"{answer.Tag}\"\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text.Append("\r\n").ToString()), end.Token);
        int length = Math.Min(body.Length, answer.BreakAfter ?? int.MaxValue);
        for (int at = 0; at < length; at += answer.Piece)
        {
            int count = Math.Min(answer.Piece, length - at);
            await stream.WriteAsync(body.AsMemory(at, count), end.Token);
            Sent += count;
            if (answer.PieceDelay > TimeSpan.Zero) await Task.Delay(answer.PieceDelay, end.Token);
        }

        if (answer.ThenSilence) await Task.Delay(Timeout.Infinite, end.Token);
        return length == body.Length;
    }

    [GeneratedRegex(@"Range: bytes=(\d+)-(\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex Range();

    /// <summary>One answer. Its defaults are those of a good server.</summary>
    internal sealed record Answer
    {
        public int Status { get; init; } = 206;

        public int? BreakAfter { get; init; }

        public bool ThenSilence { get; init; }

        public int? FlipAt { get; init; }

        public long Shift { get; init; }

        public long? Total { get; init; }

        public string? Tag { get; init; }

        public int Piece { get; init; } = 1 << 16;

        public TimeSpan Delay { get; init; }

        public TimeSpan PieceDelay { get; init; }
    }
}
