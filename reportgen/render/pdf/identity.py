"""What the PDF says of itself in its XMP packet: that it follows PDF/UA-1 as well as the PDF/A that WeasyPrint states.

PDF/A wants every property outside its own list described by an extension schema in the packet; PDF/UA wants its identifier in the same
packet. WeasyPrint's ``xmp_metadata`` puts text after the packet's RDF, where neither counts, so the packet itself is amended.
"""

from __future__ import annotations

from typing import Any, Final

from reportgen.errors import TemplateError

_END: Final = b"</rdf:RDF>"

UA_IDENTIFIER: Final = """\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def identify(_document: Any, pdf: Any) -> None:
    """Add the identifier of PDF/UA-1, with its extension schema, to the XMP packet of a PDF before it is written.

    Raises:
        TemplateError: there is no packet to add it to.
    """
    reference = pdf.catalog.get("Metadata")
    packet = pdf.objects[int(reference.split()[0])] if reference else None
    if packet is None or _END not in b"".join(packet.stream):
        raise TemplateError("the PDF has no metadata to say in which standards it follows")
    packet.stream = [b"".join(packet.stream).replace(_END, UA_IDENTIFIER.encode() + _END, 1)]
