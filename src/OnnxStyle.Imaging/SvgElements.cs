using System.Xml;

namespace OnnxStyle.Imaging;

/// <summary>Elements of drawings in SVG, a line each.</summary>
public static class SvgElements
{
    /// <summary>Writes attributes of the element that was begun.</summary>
    public static void Attributes(this XmlWriter xml, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        foreach ((string name, string value) in attributes) xml.WriteAttributeString(name, value);
    }

    /// <summary>Writes an element without content.</summary>
    public static void Element(this XmlWriter xml, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement(name);
        xml.Attributes(attributes);
        xml.WriteEndElement();
    }
}
