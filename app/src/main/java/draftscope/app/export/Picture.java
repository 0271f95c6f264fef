package draftscope.app.export;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;

/// Writes an image as PNG (8-bit RGB, opaque) without AWT, which the application does not ship.
public final class Picture {
    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int RGB = 2;
    /// Each row is stored as its difference from the row above: flat surfaces become zeros, and a window is mostly that.
    private static final int FILTER_UP = 2;

    private Picture() {}

    /// Writes `image` to `file`, making its folder when there is none.
    public static void save(Image image, Path file) throws IOException {
        if (file.toAbsolutePath().getParent() != null)
            Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, png(image));
    }

    /// The image as a PNG file.
    public static byte[] png(Image image) throws IOException {
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        int[] argb = new int[width * height];
        image.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), argb, 0, width);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(file);
        out.writeLong(SIGNATURE);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[]{8, RGB, 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        chunk(out, "IDAT", compressed(argb, width, height));
        chunk(out, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static byte[] compressed(int[] argb, int width, int height) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
            byte[] row = new byte[1 + 3 * width];
            row[0] = FILTER_UP;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int here = argb[y * width + x];
                    int above = y == 0 ? 0 : argb[(y - 1) * width + x];
                    row[1 + 3 * x] = (byte) ((here >> 16) - (above >> 16));
                    row[2 + 3 * x] = (byte) ((here >> 8) - (above >> 8));
                    row[3 + 3 * x] = (byte) (here - above);
                }
                out.write(row);
            }
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(content);
        out.writeInt(content.length);
        out.write(name);
        out.write(content);
        out.writeInt((int) crc.getValue());
    }
}
