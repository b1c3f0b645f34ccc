namespace OnnxStyle.Imaging;

/// <summary>Brings pictures of any shape to the one that a model sees.</summary>
public static class PictureFrame
{
    /// <summary>A picture of exactly that size.</summary>
    public static Image Fit(Image picture, int width, int height, PictureFit fit)
    {
        if (fit == PictureFit.Stretch) return ImageResize.Resize(picture, width, height);
        double across = width / (double)picture.Width, down = height / (double)picture.Height, scale = fit == PictureFit.Crop ? Math.Max(across, down) : Math.Min(across, down);
        int scaledWidth = Math.Max(1, (int)Math.Round(picture.Width * scale)), scaledHeight = Math.Max(1, (int)Math.Round(picture.Height * scale));
        Image scaled = ImageResize.Resize(picture, scaledWidth, scaledHeight), frame = new(width, height);
        int fromX = Math.Max(0, (scaledWidth - width) / 2), fromY = Math.Max(0, (scaledHeight - height) / 2), toX = Math.Max(0, (width - scaledWidth) / 2), toY = Math.Max(0, (height - scaledHeight) / 2);
        for (int c = 0; c < 3; c++)
        {
            float sum = 0;
            foreach (float value in scaled.Channel(c)) sum += value;
            frame.Channel(c).Fill(sum / scaled.PixelCount);
            for (int y = 0; y < Math.Min(height, scaledHeight); y++)
                scaled.Channel(c).Slice(((fromY + y) * scaledWidth) + fromX, Math.Min(width, scaledWidth)).CopyTo(frame.Channel(c)[(((toY + y) * width) + toX)..]);
        }

        return frame;
    }
}
