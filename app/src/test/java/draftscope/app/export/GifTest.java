package draftscope.app.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javafx.scene.image.WritableImage;
import org.junit.jupiter.api.Test;

class GifTest {
    private static WritableImage image(int width, int height, long seed, int colours) {
        Random random = new Random(seed);
        WritableImage image = new WritableImage(width, height);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++) {
                int c = random.nextInt(colours);
                image.getPixelWriter().setArgb(x, y, 0xff000000 | (c % 32) << 19 | (c / 32) << 11);
            }
        return image;
    }

    /// Enough pixels that the table of codes fills up and is begun anew several times.
    @Test
    void everyPixelOfEveryFrameComesBack() {
        WritableImage first = image(211, 157, 1, 200);
        WritableImage second = image(211, 157, 2, 200);
        Gif gif = new Gif(211, 157);
        gif.add(first);
        gif.add(second);
        List<int[]> frames = decode(gif.finish(), 211 * 157);
        assertThat(frames).hasSize(2);
        for (int f = 0; f < 2; f++) {
            WritableImage image = f == 0 ? first : second;
            for (int i = 0; i < 211 * 157; i++)
                assertThat(frames.get(f)[i] & 0xf8f8f8)
                        .isEqualTo(image.getPixelReader().getArgb(i % 211, i / 211) & 0xf8f8f8);
        }
    }

    /// A reader of just what is written: a global table of 256 colours and whole frames.
    private static List<int[]> decode(byte[] gif, int pixels) {
        int[] palette = new int[256];
        for (int i = 0; i < 256; i++)
            palette[i] = (gif[13 + 3 * i] & 0xff) << 16 | (gif[14 + 3 * i] & 0xff) << 8 | gif[15 + 3 * i] & 0xff;
        List<int[]> frames = new ArrayList<>();
        int at = 13 + 768;
        while ((gif[at] & 0xff) != 0x3b) {
            if (gif[at] == 0x21) {
                at += 2;
            } else {
                at += 11;
                assertThat(gif[at - 1]).isEqualTo((byte) 8);
            }
            int begin = at;
            List<Byte> data = new ArrayList<>();
            while (gif[at] != 0) {
                int length = gif[at++] & 0xff;
                for (int i = 0; i < length; i++)
                    data.add(gif[at++]);
            }
            at++;
            if (gif[begin - 1] == 8 && data.size() > 20)
                frames.add(unpack(data, palette, pixels));
        }
        return frames;
    }

    private static int[] unpack(List<Byte> data, int[] palette, int pixels) {
        int[] out = new int[pixels];
        List<int[]> table = new ArrayList<>();
        int size = 9;
        int filled = 0;
        int[] before = null;
        long bits = 0;
        int count = 0;
        for (byte b : data) {
            bits |= (long) (b & 0xff) << count;
            count += 8;
            while (count >= size) {
                int code = (int) (bits & (1L << size) - 1);
                bits >>>= size;
                count -= size;
                if (code == 256) {
                    table.clear();
                    for (int i = 0; i < 258; i++)
                        table.add(new int[]{i});
                    size = 9;
                    before = null;
                    continue;
                }
                if (code == 257) {
                    assertThat(filled).isEqualTo(pixels);
                    return out;
                }
                int[] word = code < table.size() ? table.get(code) : with(before, before[0]);
                for (int index : word)
                    out[filled++] = palette[index];
                if (before != null && table.size() < 4096)
                    table.add(with(before, word[0]));
                if (table.size() == 1 << size && size < 12)
                    size++;
                before = word;
            }
        }
        throw new AssertionError("no end");
    }

    private static int[] with(int[] word, int last) {
        int[] longer = java.util.Arrays.copyOf(word, word.length + 1);
        longer[word.length] = last;
        return longer;
    }
}
