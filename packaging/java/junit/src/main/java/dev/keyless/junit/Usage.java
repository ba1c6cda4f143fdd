package dev.keyless.junit;

/**
 * What a principal has used of the default account.
 *
 * @param requests calls to models
 * @param failed calls that a model failed
 * @param throttled calls that a quota refused
 * @param promptTokens tokens of questions
 * @param completionTokens tokens of answers
 * @param totalTokens both
 */
public record Usage(long requests, long failed, long throttled, long promptTokens, long completionTokens, long totalTokens) {}
