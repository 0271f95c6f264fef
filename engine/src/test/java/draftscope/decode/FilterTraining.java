package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.decode.OracleReplay.Row;
import draftscope.decode.diffusion.BlockFilter;
import draftscope.model.LanguageModel;
import draftscope.samples.SampleModels;
import draftscope.samples.tales.Corpus;
import draftscope.samples.tales.TaleGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trains the filter that Learn2PD ships, from texts that `tales-diffusion` writes itself, and leaves it in
/// `engine/target/tales-diffusion.filter`. To be run by hand:
///
///     mvn -pl sample-models,styles,engine test -Dtests.excluded=none -Dtest=FilterTraining -Dsurefire.failIfNoSpecifiedTests=false
///
/// The same model file gives the same filter, bit for bit. `-Dfilter.prompts=20` makes it from fewer texts.
@Tag("benchmark")
class FilterTraining {
    private static final int WIDTH = 32;
    private static final int LENGTH = 64;
    private static final int UPDATES = 2000;
    private static final long SEED = 20263; // no text of the models' training or validation
    private static final double RATE = 3e-3;
    private static final double DECAY = 1e-2; // AdamW's usual

    @TempDir
    private Path cache;

    @Test
    void trainsTheShippedFilter() throws Exception {
        int prompts = Integer.getInteger("filter.prompts", 120);
        List<Row> rows = new ArrayList<>();
        List<Row> held = new ArrayList<>();
        int steps = 0;
        int tokens = 0;
        try (LanguageModel model = LanguageModel.open(new SampleModels(cache).locate("tales-diffusion"), 1)) {
            Participant participant = Participant.of(model);
            TaleGenerator tales = new TaleGenerator(SEED);
            for (int i = 0; i < prompts; i++) {
                int[] prompt = model.tokenizer().encode(beginning(Corpus.document(tales, i, 50), i), true);
                OracleReplay.Replayed replayed = OracleReplay.of(participant, prompt, LENGTH, WIDTH,
                        model.tokenizer().vocabulary().eos());
                assertThat(replayed.again()).isEqualTo(replayed.text());
                (i % 5 == 4 ? held : rows).addAll(replayed.rows());
                steps += replayed.steps();
                tokens += replayed.text().length;
                System.out.printf("%d: %d tokens, %d steps when only right guesses are written%n", i,
                        replayed.text().length, replayed.steps());
            }
        }
        double[] numbers = trained(rows, held);
        System.out.printf("%d rows to learn from, %d held back; %d tokens in %d steps of the replay%n", rows.size(),
                held.size(), tokens, steps);
        BlockFilter filter = new BlockFilter(WIDTH, numbers);
        tell("learned from", filter, rows);
        tell("held back", filter, held);
        Files.writeString(Path.of("target", "tales-diffusion.filter"), filter.text());
    }

    /// The first words of a tale, or a task up to where its answer begins.
    private static String beginning(String document, int i) {
        int answer = document.indexOf("Answer:");
        if (answer >= 0) {
            return document.substring(0, answer + "Answer:".length());
        }
        String[] words = document.split(" ");
        return String.join(" ", Arrays.copyOf(words, Math.min(words.length, 6 + i % 12)));
    }

    private static void tell(String which, BlockFilter filter, List<Row> rows) {
        int accepted = 0;
        int wrong = 0;
        int right = 0;
        int masks = 0;
        for (Row row : rows) {
            double[] probabilities = filter.probabilities(row.confidences());
            for (int i = 0; i < probabilities.length; i++) {
                if (row.confidences()[i] < 1) {
                    masks++;
                    right += row.stays()[i] ? 1 : 0;
                    accepted += probabilities[i] > 0.96 ? 1 : 0;
                    wrong += probabilities[i] > 0.96 && !row.stays()[i] ? 1 : 0;
                }
            }
        }
        System.out.printf("%s: of %d masks %d guesses stay; above 0.96 are %d, %d of them wrongly%n", which, masks,
                right,
                accepted, wrong);
    }

    /// AdamW on the binary cross-entropy of all positions, over all rows at once; the best of every fiftieth update for the rows that
    /// were held back.
    private static double[] trained(List<Row> rows, List<Row> held) {
        int n = BlockFilter.count(WIDTH);
        double[] best = new double[0];
        double least = Double.POSITIVE_INFINITY;
        double[] numbers = new double[n];
        Random random = new Random(1);
        for (int i = 0; i < n; i++) {
            numbers[i] = (2 * random.nextDouble() - 1) / Math.sqrt(WIDTH);
        }
        double[] mean = new double[n];
        double[] square = new double[n];
        for (int update = 1; update <= UPDATES; update++) {
            double[] gradient = gradient(numbers, rows);
            for (int i = 0; i < n; i++) {
                mean[i] = 0.9 * mean[i] + 0.1 * gradient[i];
                square[i] = 0.999 * square[i] + 0.001 * gradient[i] * gradient[i];
                double step = mean[i] / (1 - Math.pow(0.9, update))
                        / (Math.sqrt(square[i] / (1 - Math.pow(0.999, update))) + 1e-8);
                numbers[i] -= RATE * (step + DECAY * numbers[i]);
            }
            double loss = update % 50 == 0 ? loss(new BlockFilter(WIDTH, numbers), held) : Double.POSITIVE_INFINITY;
            if (loss < least) {
                least = loss;
                best = numbers.clone();
                System.out.printf("%d updates: %.4f nats a position that was held back%n", update, loss);
            }
        }
        return best;
    }

    private static double loss(BlockFilter filter, List<Row> rows) {
        double nats = 0;
        int positions = 0;
        for (Row row : rows) {
            double[] probabilities = filter.probabilities(row.confidences());
            for (int i = 0; i < probabilities.length; i++) {
                nats -= Math.log(Math.max(1e-12, row.stays()[i] ? probabilities[i] : 1 - probabilities[i]));
                positions++;
            }
        }
        return nats / positions;
    }

    private static double[] gradient(double[] numbers, List<Row> rows) {
        int bias = WIDTH * WIDTH;
        int second = bias + WIDTH;
        double[] gradient = new double[numbers.length];
        double[] hidden = new double[WIDTH];
        double[] back = new double[WIDTH];
        double outputs = rows.stream().mapToInt(row -> row.stays().length).sum();
        for (Row row : rows) {
            double[] c = row.confidences();
            for (int i = 0; i < WIDTH; i++) {
                double sum = numbers[bias + i];
                for (int j = 0; j < c.length; j++) {
                    sum += numbers[i * WIDTH + j] * c[j];
                }
                hidden[i] = Math.max(0, sum);
            }
            Arrays.fill(back, 0);
            for (int i = 0; i < c.length; i++) {
                double sum = numbers[second + bias + i];
                for (int j = 0; j < WIDTH; j++) {
                    sum += numbers[second + i * WIDTH + j] * hidden[j];
                }
                double error = (1 / (1 + Math.exp(-sum)) - (row.stays()[i] ? 1 : 0)) / outputs;
                gradient[second + bias + i] += error;
                for (int j = 0; j < WIDTH; j++) {
                    gradient[second + i * WIDTH + j] += error * hidden[j];
                    back[j] += error * numbers[second + i * WIDTH + j];
                }
            }
            for (int i = 0; i < WIDTH; i++) {
                if (hidden[i] > 0) {
                    gradient[bias + i] += back[i];
                    for (int j = 0; j < c.length; j++) {
                        gradient[i * WIDTH + j] += back[i] * c[j];
                    }
                }
            }
        }
        return gradient;
    }
}
