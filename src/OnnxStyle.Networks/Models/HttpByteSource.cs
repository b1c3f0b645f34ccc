using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;

namespace OnnxStyle.Networks;

/// <summary>
/// A file on a server, read by HTTP ranges (RFC 9110, 14). A broken or silent connection is taken up where it broke; an answer that is
/// not what was asked for is an error, never data.
/// </summary>
internal sealed class HttpByteSource : ByteSource
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private readonly HttpClient client;
    private readonly Uri url;
    private readonly DownloadOptions options;
    private string? tag;

    private HttpByteSource(HttpClient client, Uri url, long length, DownloadOptions options)
    {
        this.client = client;
        this.url = url;
        this.options = options;
        Length = length;
    }

    public override string Name => url.ToString();

    public override long Length { get; }

    /// <summary>Says how many bytes of file content arrived, as they arrive.</summary>
    public Action<int>? Arrived { get; set; }

    /// <summary>Starts reading a file whose length is known from the catalogue. No request is made yet.</summary>
    public static HttpByteSource Open(HttpClient client, Uri url, long length, DownloadOptions options) => new(client, url, length, options);

    protected override async Task FillAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int done = 0, failures = 0;
        while (done < buffer.Length)
        {
            int before = done;
            try
            {
                done += await RequestAsync(offset + done, buffer[done..], cancellationToken).ConfigureAwait(false);
            }
            catch (BrokenOffException error)
            {
                done += error.Received;
                if (done > before) failures = 0;
                if (++failures > options.Retries) throw new DownloadException(url, $"{error.Message} after {options.Retries} repetitions. Check the network and run the command again; it goes on from here.", error);
                await Task.Delay(Wait(failures), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private TimeSpan Wait(int failures)
    {
        double seconds = options.FirstWait.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 20));
        return TimeSpan.FromSeconds(Math.Min(seconds, LongestWait.TotalSeconds));
    }

    // Returns when the buffer is full; whatever breaks on the way is a BrokenOffException that says how much arrived.
    private async Task<int> RequestAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int received = 0;
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Patience);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Get, url);
            request.Headers.Range = new RangeHeaderValue(offset, offset + buffer.Length - 1);
            request.Headers.AcceptEncoding.Clear();
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
            Check(response, offset, buffer.Length);
            Stream body = await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable closing = body.ConfigureAwait(false);
            while (received < buffer.Length)
            {
                patience.CancelAfter(options.Patience);
                int count = await body.ReadAsync(buffer[received..], patience.Token).ConfigureAwait(false);
                if (count == 0) throw new BrokenOffException("the connection ended within the answer", received, null);
                received += count;
                Arrived?.Invoke(count);
            }

            return received;
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BrokenOffException(string.Create(CultureInfo.InvariantCulture, $"the server gave nothing for {options.Patience.TotalSeconds:0.##} s"), received, error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new BrokenOffException($"the connection broke ({error.Message.TrimEnd('.')})", received, error);
        }
    }

    private void Check(HttpResponseMessage response, long offset, int count)
    {
        HttpStatusCode status = response.StatusCode;
        if ((int)status >= 500 || status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout)
            throw new BrokenOffException($"the server answered {(int)status}", 0, null);
        if (status == HttpStatusCode.OK)
            throw new DownloadException(url, "the server answers with the whole file instead of the part asked for. Fetch the file by other means and run `onnxstyle model import FILE`.");
        if (status == HttpStatusCode.RequestedRangeNotSatisfiable)
            throw new DownloadException(url, $"the file there is shorter than the {Length} bytes of the catalogue. It is not the file that the catalogue names.");
        if (status != HttpStatusCode.PartialContent)
            throw new DownloadException(url, $"the server answered {(int)status} {response.ReasonPhrase}. Check the address, or import the file with `onnxstyle model import FILE`.");
        ContentRangeHeaderValue? range = response.Content.Headers.ContentRange;
        if (range?.From != offset || range.To != offset + count - 1 || response.Content.Headers.ContentEncoding.Count > 0)
            throw new DownloadException(url, $"the server sent the part '{range}' where bytes {offset}-{offset + count - 1} were asked for. Try again later or from another network.");
        if (range.Length is long length && length != Length)
            throw new DownloadException(url, $"the file there has {length} bytes where the catalogue names {Length}. It is not the file that the catalogue names.");
        string? found = response.Headers.ETag?.Tag;
        if (tag is not null && found is not null && tag != found) throw new DownloadException(url, "the file on the server changed while it was read. Run the command again.");
        tag ??= found;
    }

    private sealed class BrokenOffException(string message, int received, Exception? cause) : Exception(message, cause)
    {
        public int Received { get; } = received;
    }
}
