package draftscope.app.export;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;

/// Writes images as one moving GIF, without AWT, which the application does not ship. All images share the 256 colours that
/// they use most, told apart by five bits a channel; our views have few, so what is lost is in the edges of letters.
///
/// Source: Graphics Interchange Format, version 89a (CompuServe, 1990); the loop is Netscape's application extension.
final class Gif {
    private static final int COLOURS = 256;
    private static final int HUNDREDTHS_A_FRAME = 60;
    private static final int CLEAR = 256;
    private static final int END = 257;
    private static final int MOST_CODES = 4096;

    private final int width;
    private final int height;
    private final List<int[]> frames = new ArrayList<>();

    Gif(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /// The next frame; what does not fit into the size of the first is cut off, and what is missing is as its upper left pixel.
    void add(Image image) {
        int[] frame = new int[width * height];
        java.util.Arrays.fill(frame, image.getPixelReader().getArgb(0, 0));
        int high = Math.min(height, (int) image.getHeight());
        int wide = Math.min(width, (int) image.getWidth());
        image.getPixelReader().getPixels(0, 0, wide, high, PixelFormat.getIntArgbInstance(), frame, 0, width);
        frames.add(frame);
    }

    byte[] finish() {
        int[] palette = palette();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("GIF89a".getBytes(StandardCharsets.US_ASCII));
        number(out, width);
        number(out, height);
        out.writeBytes(new byte[]{(byte) 0xf7, 0, 0});
        for (int color : palette)
            out.writeBytes(new byte[]{(byte) (color >> 16), (byte) (color >> 8), (byte) color});
        out.writeBytes(new byte[]{0x21, (byte) 0xff, 11});
        out.writeBytes("NETSCAPE2.0".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new byte[]{3, 1, 0, 0, 0});
        Map<Integer, Integer> nearest = new HashMap<>();
        for (int[] frame : frames) {
            out.writeBytes(new byte[]{0x21, (byte) 0xf9, 4, 0});
            number(out, HUNDREDTHS_A_FRAME);
            out.writeBytes(new byte[]{0, 0, 0x2c});
            number(out, 0);
            number(out, 0);
            number(out, width);
            number(out, height);
            out.write(0);
            byte[] indices = new byte[frame.length];
            for (int i = 0; i < frame.length; i++)
                indices[i] = (byte) nearest.computeIfAbsent(coarse(frame[i]), color -> nearest(palette, color))
                        .intValue();
            pack(out, indices);
        }
        out.write(0x3b);
        return out.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int value) {
        out.write(value);
        out.write(value >> 8);
    }

    private static int coarse(int argb) {
        return argb & 0xf8f8f8;
    }

    private int[] palette() {
        Map<Integer, Long> counts = new HashMap<>();
        Map<Integer, Integer> exact = new HashMap<>();
        for (int[] frame : frames) {
            for (int argb : frame) {
                counts.merge(coarse(argb), 1L, Long::sum);
                exact.putIfAbsent(coarse(argb), argb & 0xffffff);
            }
        }
        int[] most = counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue().reversed().thenComparing(Map.Entry::getKey))
                .limit(COLOURS).mapToInt(entry -> exact.get(entry.getKey())).toArray();
        return java.util.Arrays.copyOf(most, COLOURS);
    }

    private static int nearest(int[] palette, int color) {
        int best = 0;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < palette.length; i++) {
            int red = (palette[i] >> 16 & 0xff) - (color >> 16 & 0xff);
            int green = (palette[i] >> 8 & 0xff) - (color >> 8 & 0xff);
            int blue = (palette[i] & 0xff) - (color & 0xff);
            int distance = 2 * red * red + 4 * green * green + 3 * blue * blue;
            if (distance < least) {
                least = distance;
                best = i;
            }
        }
        return best;
    }

    /// LZW with codes of 9 to 12 bits, in blocks of 255 bytes at most.
    private static void pack(ByteArrayOutputStream out, byte[] indices) {
        out.write(8);
        Bits bits = new Bits(out);
        Map<Integer, Integer> codes = new HashMap<>();
        int size = 9;
        bits.write(CLEAR, size);
        int next = END + 1;
        int prefix = indices[0] & 0xff;
        for (int i = 1; i < indices.length; i++) {
            int index = indices[i] & 0xff;
            Integer known = codes.get(prefix << 8 | index);
            if (known != null) {
                prefix = known;
                continue;
            }
            bits.write(prefix, size);
            if (next == MOST_CODES) {
                bits.write(CLEAR, size);
                codes.clear();
                next = END + 1;
                size = 9;
            } else {
                if (next == 1 << size)
                    size++;
                codes.put(prefix << 8 | index, next++);
            }
            prefix = index;
        }
        bits.write(prefix, size);
        bits.write(END, size);
        bits.finish();
        out.write(0);
    }

    /// Codes laid end to end, lowest bit first, in blocks with their length in front.
    private static final class Bits {
        private final ByteArrayOutputStream out;
        private final byte[] block = new byte[255];
        private int filled;
        private int pending;
        private int count;

        Bits(ByteArrayOutputStream out) {
            this.out = out;
        }

        void write(int code, int size) {
            pending |= code << count;
            count += size;
            for (; count >= 8; count -= 8) {
                put(pending);
                pending >>>= 8;
            }
        }

        private void put(int value) {
            block[filled++] = (byte) value;
            if (filled == block.length)
                flush();
        }

        private void flush() {
            out.write(filled);
            out.write(block, 0, filled);
            filled = 0;
        }

        void finish() {
            if (count > 0)
                put(pending);
            if (filled > 0)
                flush();
        }
    }
}
