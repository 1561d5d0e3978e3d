// Shows that a program which ends while its entry point still awaits exits with code 13.
// Exit: 13
await new Promise(() => {});
