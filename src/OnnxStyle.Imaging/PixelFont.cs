namespace OnnxStyle.Imaging;

/// <summary>
/// A font of its own for captions, so that none has to be installed: dots on a grid of 5 x 8, drawn as smooth strokes between
/// neighbouring dots. Characters outside of ASCII 32 to 126 appear as a question mark.
/// </summary>
internal static class PixelFont
{
    /// <summary>Rows of the grid, the last one for descenders.</summary>
    public const int Rows = 8;

    private const int Columns = 5;
    private const int First = 32;
    private const int SpaceAdvance = 3;

    // Five columns a character, the lowest bit at the top.
    private static readonly byte[] Dots = Convert.FromHexString(
        "0000000000" + "00005F0000" + "0007000700" + "147F147F14" + "242A7F2A12" + "2313086462" + "3649562050" + "0000070000" // space ! " # $ % & '
        + "001C224100" + "0041221C00" + "2A1C7F1C2A" + "08083E0808" + "0080603000" + "0008080800" + "0000606000" + "2010080402" // ( ) * + , - . /
        + "3E41413E00" + "00427F4000" + "6251494946" + "2241494936" + "1814127F10" + "2745454539" + "3E49494932" + "0171090503" // 0 to 7
        + "3649494936" + "264949493E" + "0000140000" + "0080640000" + "0814224100" + "1414141414" + "0041221408" + "0201590906" // 8 9 : ; < = > ?
        + "3E415D591E" + "7E1111117E" + "7F49494936" + "3E41414122" + "7F4141413E" + "7F49494941" + "7F09090901" + "3E4149497A" // @ A to G
        + "7F0808087F" + "00417F4100" + "2040413F01" + "7F08142241" + "7F40404040" + "7F0204027F" + "7F0408107F" + "3E4141413E" // H to O
        + "7F09090906" + "3E4151215E" + "7F09192946" + "2649494932" + "01017F0101" + "3F4040403F" + "1F2040201F" + "3F4038403F" // P to W
        + "6314081463" + "0304780403" + "6151494543" + "007F414100" + "0204081020" + "0041417F00" + "0402010204" + "8080808080" // X Y Z [ \ ] ^ _
        + "0001020400" + "2054545478" + "7F44444438" + "3844444428" + "384444447F" + "3854545418" + "00087E0902" + "18A4A4A47C" // ` a to g
        + "7F08040478" + "00447D4000" + "0080847D00" + "007F102844" + "00417F4000" + "7C04780478" + "7C08040478" + "3844444438" // h to o
        + "FC24242418" + "18242424FC" + "7C08040408" + "4854545424" + "04043F4424" + "3C4040207C" + "1C2040201C" + "3C4030403C" // p to w
        + "4428102844" + "1CA0A0A07C" + "4464544C44" + "0008364100" + "00007F0000" + "0041360800" + "0804081008"); // x y z { | } ~

    /// <summary>The width of a line in grid units.</summary>
    public static int Measure(string text)
    {
        int width = 0;
        foreach (char c in text) width += Advance(c);
        return Math.Max(0, width - 1);
    }

    /// <summary>Draws a line of text.</summary>
    /// <param name="image">Where to.</param>
    /// <param name="text">The line.</param>
    /// <param name="x">The left edge, pixels.</param>
    /// <param name="y">The upper edge, pixels.</param>
    /// <param name="scale">Pixels in a grid unit.</param>
    /// <param name="ink">The grey of the strokes, 0 to 1.</param>
    /// <param name="weight">The half width of a stroke in grid units.</param>
    public static void Draw(Image image, string text, int x, int y, float scale, float ink, float weight)
    {
        float at = x;
        foreach (char c in text)
        {
            DrawGlyph(image, c, at, y, scale, ink, weight);
            at += Advance(c) * scale;
        }
    }

    private static void DrawGlyph(Image image, char c, float x, int y, float scale, float ink, float weight)
    {
        List<(float X0, float Y0, float X1, float Y1)> strokes = Strokes(c);
        if (strokes.Count == 0) return;
        int left = Math.Max(0, (int)(x - scale)), right = Math.Min(image.Width - 1, (int)(x + ((Columns + 1) * scale)));
        int top = Math.Max(0, y - (int)scale), bottom = Math.Min(image.Height - 1, y + (int)((Rows + 1) * scale));
        for (int py = top; py <= bottom; py++)
        {
            for (int px = left; px <= right; px++)
            {
                float distance = float.PositiveInfinity, gx = (px + 0.5f - x) / scale, gy = (py + 0.5f - y) / scale;
                foreach ((float x0, float y0, float x1, float y1) in strokes) distance = Math.Min(distance, Distance(gx, gy, x0, y0, x1, y1));

                // The border is one pixel wide, centred on the edge of the stroke.
                float cover = Math.Clamp(((weight - distance) * scale) + 0.5f, 0, 1);
                for (int channel = 0; channel < 3 && cover > 0; channel++)
                {
                    ref float sample = ref image.Channel(channel)[(py * image.Width) + px];
                    sample += (ink - sample) * cover;
                }
            }
        }
    }

    // Neighbouring dots are joined; diagonal ones only where no dot beside them makes the corner.
    private static List<(float X0, float Y0, float X1, float Y1)> Strokes(char c)
    {
        List<(float X0, float Y0, float X1, float Y1)> strokes = [];
        int start = StartColumn(c);
        for (int column = 0; column < Columns; column++)
        {
            for (int row = 0; row < Rows; row++)
            {
                if (!IsSet(c, column, row)) continue;
                float x = column - start + 0.5f, y = row + 0.5f;
                bool right = IsSet(c, column + 1, row), below = IsSet(c, column, row + 1);
                strokes.Add((x, y, x, y));
                if (right) strokes.Add((x, y, x + 1, y));
                if (below) strokes.Add((x, y, x, y + 1));
                if (IsSet(c, column + 1, row + 1) && !right && !below) strokes.Add((x, y, x + 1, y + 1));
                if (IsSet(c, column + 1, row - 1) && !right && !IsSet(c, column, row - 1)) strokes.Add((x, y, x + 1, y - 1));
            }
        }

        return strokes;
    }

    private static float Distance(float x, float y, float x0, float y0, float x1, float y1)
    {
        float dx = x1 - x0, dy = y1 - y0, length = (dx * dx) + (dy * dy);
        float t = length == 0 ? 0 : Math.Clamp((((x - x0) * dx) + ((y - y0) * dy)) / length, 0, 1);
        float ex = x - x0 - (t * dx), ey = y - y0 - (t * dy);
        return MathF.Sqrt((ex * ex) + (ey * ey));
    }

    private static int Advance(char c)
    {
        int end = Columns;
        while (end > 0 && Column(c, end - 1) == 0) end--;
        return end == 0 ? SpaceAdvance : end - StartColumn(c) + 1;
    }

    private static int StartColumn(char c)
    {
        int start = 0;
        while (start < Columns - 1 && Column(c, start) == 0) start++;
        return start;
    }

    private static bool IsSet(char c, int column, int row) =>
        column is >= 0 and < Columns && row is >= 0 and < Rows && (Column(c, column) >> row & 1) == 1;

    private static byte Column(char c, int column) => Dots[(((c is >= ' ' and <= '~' ? c : '?') - First) * Columns) + column];
}
