using System.Text;
using System.Text.Json;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>
/// A survey as one HTML page that needs nothing else: pictures are in it, it asks no network (and forbids itself to), and it saves answers as a file. It says
/// nothing of models, ids or titles of works.
/// </summary>
public static class SurveyPage
{
    private const string Template = "survey.html";
    private const string Place = "{{survey}}";
    private const int Quality = 82; // of the JPEGs

    /// <summary>Writes the page, whole or not at all.</summary>
    /// <param name="survey">The survey.</param>
    /// <param name="index">The index that it was drawn from.</param>
    /// <param name="path">The page.</param>
    /// <param name="folder">The folder of the pictures; null: that of the index.</param>
    /// <param name="side">The long side of each picture in pixels, 64 to 1,024; smaller ones stay as they are.</param>
    /// <exception cref="OptionsException">The index has no pictures, or the side is out of range.</exception>
    /// <exception cref="ImageFormatException">A picture cannot be read any more.</exception>
    /// <exception cref="FileWriteException">The page cannot be written.</exception>
    public static void Write(Survey survey, ArtIndex index, string path, string? folder = null, int side = 320)
    {
        ArgumentNullException.ThrowIfNull(survey);
        ArgumentNullException.ThrowIfNull(index);
        if (side is < 64 or > 1024) throw new OptionsException(nameof(SurveyPage), [$"PageSide is {side}: expected 64 to 1024"]);
        string from = folder ?? index.PictureFolder ?? throw new OptionsException(nameof(SurveyPage), ["Pictures: the index was made without; make it again with pictures"]);
        List<string> works = [];
        Dictionary<string, int> number = new(StringComparer.Ordinal);
        int Number(string work)
        {
            if (number.TryAdd(work, works.Count)) works.Add(work);
            return number[work];
        }

        using MemoryStream data = new();
        using (Utf8JsonWriter json = new(data)) // its default escapes < and &: nothing can end the script that holds it
        {
            json.WriteStartObject();
            json.WriteString("survey", survey.Id);
            json.WriteStartArray("questions");
            foreach (SurveyQuestion question in survey.Questions)
            {
                json.WriteStartObject();
                json.WriteString("id", question.Id);
                json.WriteBoolean("late", question.Repeats is not null);
                json.WriteNumber("work", Number(question.Work));
                json.WriteStartArray("pictures");
                foreach (SurveyPicture picture in question.Pictures) json.WriteNumberValue(Number(picture.Work));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("images");
            foreach (string work in works) json.WriteStringValue($"data:image/jpeg;base64,{Convert.ToBase64String(Jpeg(Path.Combine(from, index.Work(index.Row(work)).Image), side))}");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        using Stream resource = typeof(SurveyPage).Assembly.GetManifestResourceStream(Template)!;
        using StreamReader reader = new(resource, Encoding.UTF8);
        AtomicFile.WriteAllText(path, reader.ReadToEnd().Replace(Place, Encoding.UTF8.GetString(data.ToArray()), StringComparison.Ordinal));
    }

    private static byte[] Jpeg(string path, int side)
    {
        ImageInfo info = ImageFile.Inspect(path);
        Image picture = ImageFile.Load(path, Math.Max(info.Width, info.Height) <= 2 * side ? null : new ImageLoadOptions { Size = ImageSize.Parse($"{2 * side}") });
        if (Math.Max(picture.Width, picture.Height) > side)
        {
            (int width, int height) = ImageResize.FitLongSide(picture.Width, picture.Height, side);
            picture = ImageResize.Resize(picture, width, height);
        }

        return ImageFile.Encode(picture, ".jpg", new ImageSaveOptions { Quality = Quality, EmbedProfile = false });
    }
}
