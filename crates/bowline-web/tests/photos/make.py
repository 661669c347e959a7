"""Makes the pictures of this folder: python3 make.py (Pillow 11 or later).

Each part of a file in which a camera or an editor can write carries the word PLANTED, besides a time and a place.
They are made by another program than ours, so that the test does not read only what we write.
"""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageCms, ImageDraw, PngImagePlugin, TiffImagePlugin

GPS = {1: "N", 2: (43.0, 52.0, 52.32), 3: "E", 4: (125.0, 19.0, 27.48), 29: "2022:10:08", 27: b"ASCII\0\0\0PLANTED-GPS"}


def picture(width=640, height=400):
    image = Image.new("RGB", (width, height), (240, 240, 240))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2, height), fill=(200, 30, 30))
    draw.ellipse((width // 3, height // 4, width // 2, height // 2), fill=(20, 60, 200))
    return image


def exif(orientation):
    tags = Image.Exif()
    tags[0x010F], tags[0x0110], tags[0x0131] = "PLANTED-Make", "PLANTED-Model", "PLANTED-Software"
    tags[0x013B], tags[0x8298], tags[0x9C9C] = "PLANTED-Artist", "PLANTED-Copyright", "PLANTED-XPComment".encode("utf-16le")
    tags[0x0112] = orientation
    inner = tags.get_ifd(0x8769)
    inner[0x9003], inner[0x9011] = "2022:10:08 09:30:15", "+08:00"
    inner[0x927C], inner[0x9286], inner[0xA431] = b"PLANTED-MakerNote", b"ASCII\0\0\0PLANTED-UserComment", "PLANTED-Serial"
    tags.get_ifd(0x8825).update(GPS)
    return tags


def profile():
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    at = data.find("built-in".encode("utf-16be"))
    planted = "PLANTED-".encode("utf-16be")
    assert at > 0
    data[at : at + len(planted)] = planted
    return bytes(data)


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>PLANTED-XMP exif:GPSLatitude="43,52.872N"</rdf:RDF></x:xmpmeta>'


def segment(mark, body):
    return struct.pack(">BBH", 0xFF, mark, len(body) + 2) + body


def jpeg(name, orientation, **how):
    """The head of a camera's file, its second picture, and a film behind the end."""
    out, second, small = BytesIO(), BytesIO(), BytesIO()
    picture(160, 100).save(small, "JPEG", comment="PLANTED-thumbnail")
    image = picture()
    image.save(out, "JPEG", exif=exif(orientation), xmp=XMP, icc_profile=profile(), comment="PLANTED-comment", **how)
    picture(320, 200).save(second, "JPEG", exif=exif(1), comment="PLANTED-second")
    whole = out.getvalue()
    more = [
        segment(0xE0, b"JFXX\0\x10" + small.getvalue()),
        segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x14\x1c\x02\x05\0\x0cPLANTED-IPTC"),
        segment(0xE2, b"MPF\0PLANTED-MPF"),
        segment(0xE5, b"PLANTED-APP5"),
        segment(0xEB, b"JP\0\0PLANTED-JUMBF"),
        segment(0xEE, b"PLANTED-APP14"),
    ]
    whole = whole[:2] + b"".join(more) + whole[2:] + second.getvalue() + b"ftypmp42PLANTED-film"
    open(name, "wb").write(whole)


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(name):
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", "PLANTED-tEXt")
    texts.add_text("Description", "PLANTED-zTXt" * 3, zip=False)
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    out = BytesIO()
    picture().save(out, "PNG", pnginfo=texts, exif=exif(6), icc_profile=profile())
    whole = out.getvalue()
    more = chunk(b"tIME", struct.pack(">HBBBBB", 2022, 10, 8, 9, 30, 15)) + chunk(b"prVt", b"PLANTED-private")
    more += chunk(b"iCCP", b"PLANTED-profile\0\0" + zlib.compress(b"x"))
    open(name, "wb").write(whole[:33] + more + whole[33:] + b"PLANTED-tail")


def webp(name):
    out = BytesIO()
    picture().save(out, "WEBP", exif=exif(6), xmp=XMP, icc_profile=profile(), quality=60)
    whole = out.getvalue()
    whole += b"PRVT" + struct.pack("<I", 16) + b"PLANTED-private!"
    whole = whole[:4] + struct.pack("<I", len(whole) - 8) + whole[8:] + b"PLANTED-tail"
    open(name, "wb").write(whole)


def tiff(name):
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[34853] = GPS
    picture(40, 30).save(name, "TIFF", tiffinfo=tags)


jpeg("straight.jpg", 1, quality=60)
jpeg("turned.jpg", 6, quality=60, progressive=True)
png("turned.png")
webp("turned.webp")
tiff("scan.tif")
