// Preloaded into each server. The channel to the lesson closes when the lesson's process ends, however
// it ends, and no server of it stays behind.
process.on('disconnect', () => process.exit());
// The checker asks here whether the server is still there.
process.on('message', () => process.send('Here.'));
process.channel?.unref();
