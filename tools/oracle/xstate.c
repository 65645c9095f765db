/* For LD_PRELOAD of linux.uml 6.1 where a processor's XSAVE area is larger than its buffer of 2,696 bytes (AMX): it hands
   over a short area, which the host refuses, and the guest panics. Here a short PTRACE_SETREGSET is padded to the length
   that the host wants, and left out where nothing has changed since the registers of that process were read.

   gcc -O2 -shared -fPIC -o .cache/xstate.so xstate.c */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define PEEKTEXT 1
#define PEEKUSR 3
#define CONT 7
#define KILL 8
#define SINGLESTEP 9
#define ATTACH 16
#define DETACH 17
#define SYSCALL 24
#define SYSEMU 31
#define SYSEMU_SINGLESTEP 32
#define GETREGSET 0x4204
#define SETREGSET 0x4205
#define NT_X86_XSTATE 0x202
#define XSTATE_BV 512      /* where the area says which components it holds */
#define WITHOUT_AMX 0x2ffULL
#define SLOTS 512

static char padded[65536] __attribute__((aligned(64)));
static size_t full; /* the length that the host wants */
static struct { long pid; size_t length; char bytes[4096]; } last[SLOTS]; /* what was read of a stopped process */

static long set_xstate(long pid, void *kind, struct iovec *given)
{
	unsigned slot = (unsigned)pid % SLOTS;
	if (last[slot].pid == pid && last[slot].length && last[slot].length == given->iov_len &&
	    !memcmp(last[slot].bytes, given->iov_base, given->iov_len))
		return 0;
	if (!full) {
		struct iovec whole = { padded, sizeof padded };
		long got = syscall(SYS_ptrace, (long)GETREGSET, pid, kind, &whole);
		if (got < 0)
			return got;
		full = whole.iov_len;
	}
	if (last[slot].pid == pid)
		last[slot].length = 0;
	if (full <= given->iov_len)
		return syscall(SYS_ptrace, (long)SETREGSET, pid, kind, given);
	struct iovec whole = { padded, full };
	unsigned long long components;
	memcpy(padded, given->iov_base, given->iov_len);
	memset(padded + given->iov_len, 0, full - given->iov_len);
	memcpy(&components, padded + XSTATE_BV, sizeof components);
	components &= WITHOUT_AMX;
	memcpy(padded + XSTATE_BV, &components, sizeof components);
	return syscall(SYS_ptrace, (long)SETREGSET, pid, kind, &whole);
}

static long get_xstate(long pid, void *kind, struct iovec *area)
{
	unsigned slot = (unsigned)pid % SLOTS;
	long got = syscall(SYS_ptrace, (long)GETREGSET, pid, kind, area);
	if (got >= 0 && area->iov_len <= sizeof last[slot].bytes) {
		last[slot].pid = pid;
		last[slot].length = area->iov_len;
		memcpy(last[slot].bytes, area->iov_base, area->iov_len);
	} else if (last[slot].pid == pid) {
		last[slot].length = 0;
	}
	return got;
}

long ptrace(int request, ...)
{
	va_list arguments;
	va_start(arguments, request);
	long pid = va_arg(arguments, int);
	void *address = va_arg(arguments, void *), *data = va_arg(arguments, void *);
	va_end(arguments);
	if (request == GETREGSET && (long)address == NT_X86_XSTATE)
		return get_xstate(pid, address, data);
	if (request == SETREGSET && (long)address == NT_X86_XSTATE)
		return set_xstate(pid, address, data);
	if (request >= PEEKTEXT && request <= PEEKUSR) { /* as the C library does: the word is what it returns */
		long word, got = syscall(SYS_ptrace, (long)request, pid, address, &word);
		if (got < 0)
			return got;
		errno = 0;
		return word;
	}
	switch (request) { /* what sets a process going makes what was read of it worthless */
	case CONT: case KILL: case SINGLESTEP: case ATTACH: case DETACH: case SYSCALL: case SYSEMU: case SYSEMU_SINGLESTEP:
		if (last[(unsigned)pid % SLOTS].pid == pid)
			last[(unsigned)pid % SLOTS].length = 0;
	}
	return syscall(SYS_ptrace, (long)request, pid, address, data);
}
