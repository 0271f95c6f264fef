package draftscope.app.cli;

/// The command line asks for something that cannot be meant; the message is one sentence that says what is accepted.
final class WrongUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongUseException(String sentence) {
        super(sentence);
    }
}
