namespace OnnxStyle.Imaging;

/// <summary>Finds and cuts the black bars that somebody added to a picture to give it another shape.</summary>
public static class DarkBorders
{
    private const float Dark = 20 / 255f; // JPEG rings a little beside a sharp edge
    private const int LeastShare = 4; // at most three quarters of a side are taken for bars: a night stays a picture

    /// <summary>
    /// The picture without the rows and columns at its borders in which no sample is above 20/255; itself where there are none, or where
    /// hardly anything would be left.
    /// </summary>
    public static Image Trim(Image picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        int top = 0, bottom = picture.Height, left = 0, right = picture.Width;
        while (top < bottom && IsDark(picture, top, top + 1, 0, picture.Width)) top++;
        while (bottom > top && IsDark(picture, bottom - 1, bottom, 0, picture.Width)) bottom--;
        while (left < right && IsDark(picture, top, bottom, left, left + 1)) left++;
        while (right > left && IsDark(picture, top, bottom, right - 1, right)) right--;
        int width = right - left, height = bottom - top;
        if (width * LeastShare < picture.Width || height * LeastShare < picture.Height || (width == picture.Width && height == picture.Height)) return picture;
        Image trimmed = new(width, height);
        for (int c = 0; c < 3; c++)
        {
            for (int y = 0; y < height; y++)
                picture.Channel(c).Slice(((top + y) * picture.Width) + left, width).CopyTo(trimmed.Channel(c)[(y * width)..]);
        }

        return trimmed;
    }

    private static bool IsDark(Image picture, int top, int bottom, int left, int right)
    {
        for (int c = 0; c < 3; c++)
        {
            for (int y = top; y < bottom; y++)
            {
                foreach (float sample in picture.Channel(c)[((y * picture.Width) + left)..((y * picture.Width) + right)])
                    if (sample > Dark) return false;
            }
        }

        return true;
    }
}
