package draftscope.app.cli;

import java.util.ArrayList;
import java.util.List;

/// Token ids as written on a command line: `1,2,3`.
final class Ids {
    private Ids() {}

    static List<Integer> parse(String text, String option) {
        List<Integer> ids = new ArrayList<>();
        for (String part : text.split("[,\\s]+")) {
            if (part.isEmpty())
                continue;
            try {
                int id = Integer.parseInt(part);
                if (id < 0)
                    throw new NumberFormatException();
                ids.add(id);
            } catch (NumberFormatException e) {
                throw new WrongUseException(
                        option + " holds '" + part + "', which is no token id; accepted: ids such as 1,2,3.");
            }
        }
        if (ids.isEmpty())
            throw new WrongUseException(option + " holds no token id; accepted: ids such as 1,2,3.");
        return ids;
    }

    static int[] array(List<Integer> ids) {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Fails with one sentence when an id is not in a vocabulary of `size` tokens.
    static void check(List<Integer> ids, int size) {
        for (int id : ids) {
            if (id >= size)
                throw new WrongUseException(
                        "token id " + id + " is not in the vocabulary; accepted: 0 to " + (size - 1) + ".");
        }
    }
}
