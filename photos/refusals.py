"""Why a file is not taken as a photo. Each docstring is the sentence the sender reads."""


class PictureRefused(Exception):
    """这个文件不能当照片用，请重新拍照或换一张再发。"""

    key = "picture_refused"

    def __str__(self) -> str:
        return self.__doc__ or ""


class EmptyFile(PictureRefused):
    """收到的文件是空的，可能上传中断了，请重新发送照片。"""

    key = "picture_empty"


class FileTooBig(PictureRefused):
    """照片文件超过 20 MB，请在手机上压缩，或直接以“照片”（不是“文件”）方式发送。"""

    key = "picture_file_too_big"


class NotAPicture(PictureRefused):
    """这个文件不是照片，请发送 JPEG、PNG、WebP 或 HEIC 格式的照片。"""

    key = "picture_not_a_picture"


class UnsupportedFormat(PictureRefused):
    """不支持这种格式（如 GIF、BMP、TIFF、SVG、PDF），请发送 JPEG、PNG、WebP 或 HEIC 照片。"""

    key = "picture_unsupported_format"


class DimensionsTooLarge(PictureRefused):
    """照片的像素太多，无法处理，请缩小尺寸后再发，或直接以“照片”方式发送。"""

    key = "picture_dimensions_too_large"


class Damaged(PictureRefused):
    """照片已损坏或没有传完整，打不开，请重新发送或重新拍照。"""

    key = "picture_damaged"


class TookTooLong(PictureRefused):
    """处理这张照片用时过长，已停止，请缩小尺寸或重新拍照后再发。"""

    key = "picture_took_too_long"


class BrokeTheWorker(PictureRefused):
    """这张照片无法处理（文件可能有问题），请重新拍照后再发。"""

    key = "picture_broke_the_worker"
