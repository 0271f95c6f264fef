package draftscope.chat;

/// A chat template cannot be read, refuses these messages, or does more work than a template needs. The message is one
/// sentence for the person, with the line of the template.
public final class ChatTemplateException extends RuntimeException {
    public ChatTemplateException(String message) {
        super(message);
    }
}
