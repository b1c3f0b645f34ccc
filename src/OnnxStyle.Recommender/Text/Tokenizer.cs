using System.Globalization;
using System.Text;

namespace OnnxStyle.Recommender;

/// <summary>
/// Words as scikit-learn finds them: <c>(?u)\b\w\w+\b</c> in Python's meaning, where a word is a run of two or more letters, numbers or underscores.
/// Marks are no part of words there (.NET's <c>\w</c> takes them in), and lower case follows Python's <c>str.lower</c>.
/// </summary>
public static class Tokenizer
{
    private const int ShortestWord = 2;

    /// <summary>The words of a text in their order.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="lowercase">Whether to take the text in lower case.</param>
    public static IReadOnlyList<string> Words(string text, bool lowercase = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        string source = lowercase ? Lower(text) : text;
        List<string> words = [];
        int start = 0, runes = 0, at = 0;
        foreach (Rune rune in source.EnumerateRunes())
        {
            if (IsWord(rune))
            {
                if (runes++ == 0) start = at;
            }
            else
            {
                if (runes >= ShortestWord) words.Add(source[start..at]);
                runes = 0;
            }

            at += rune.Utf16SequenceLength;
        }

        if (runes >= ShortestWord) words.Add(source[start..]);
        return words;
    }

    private static bool IsWord(Rune rune) => rune.Value == '_' || Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
        or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    // Beyond the mapping letter by letter, Python writes a dotted capital I as two characters and knows the sigma at the end of a word.
    private static string Lower(string text)
    {
        string lower = text.ToLowerInvariant();
        if (!text.AsSpan().ContainsAny('\u0130', '\u03A3')) return lower;
        StringBuilder result = new(text.Length + 4);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\u0130') result.Append("i\u0307");
            else if (text[i] == '\u03A3') result.Append(Follows(text, i, -1) && !Follows(text, i, 1) ? '\u03C2' : '\u03C3');
            else result.Append(lower[i]);
        }

        return result.ToString();
    }

    // Whether the next character in a direction that is not transparent to case (marks, apostrophes and the like) is a cased letter.
    private static bool Follows(string text, int at, int step)
    {
        for (int i = at + step; i >= 0 && i < text.Length; i += step)
        {
            UnicodeCategory category = char.GetUnicodeCategory(text[i]);
            if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol
                || text[i] is '\'' or '.' or ':' or '\u00B7' or '\u2019') continue;
            return category is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;
        }

        return false;
    }
}
