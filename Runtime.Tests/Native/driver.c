/*
 * Stands for a miniport in C. Maps a file with a list in the miniport view at the address that the list was written for, follows its pointers,
 * prints every value, and completes the initiate in the memory: statuses, contexts, and some state. The file then has what it left.
 */
#define _GNU_SOURCE
#include "structures.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

typedef NDIS_MINIPORT_OFFLOAD_BLOCK_LIST BLOCK;

static int changes;

static void Address(const char *name, const UCHAR *bytes, int length) {
  printf("%s=", name);
  for (int i = 0; i < length; i++)
    printf("%02X", bytes[i]);
  printf("\n");
}

#define N(structure, pointer, member) printf(#structure "." #member "=%llX\n", (ULONG64)(pointer)->member)

static void Neighbor(UCHAR *state) {
  NEIGHBOR_OFFLOAD_STATE_CONST *c = (PVOID)state;
  N(NEIGHBOR_OFFLOAD_STATE_CONST, c, Header.Length);
  Address("NEIGHBOR_OFFLOAD_STATE_CONST.DlSourceAddress", c->DlSourceAddress, 32);
  N(NEIGHBOR_OFFLOAD_STATE_CONST, c, VlanId);
  NEIGHBOR_OFFLOAD_STATE_CACHED *h = (PVOID)(c + 1);
  N(NEIGHBOR_OFFLOAD_STATE_CACHED, h, Header.Length);
  Address("NEIGHBOR_OFFLOAD_STATE_CACHED.DlDestinationAddress", h->DlDestinationAddress, 32);
  N(NEIGHBOR_OFFLOAD_STATE_CACHED, h, HostReachabilityDelta);
  NEIGHBOR_OFFLOAD_STATE_DELEGATED *d = (PVOID)(h + 1);
  N(NEIGHBOR_OFFLOAD_STATE_DELEGATED, d, Header.Length);
  N(NEIGHBOR_OFFLOAD_STATE_DELEGATED, d, NicReachabilityDelta);
  if (changes) {
    c->VlanId = 0x123;
    d->NicReachabilityDelta = 0xCAFE;
  }
}

static void Path(UCHAR *state, int length) {
  PATH_OFFLOAD_STATE_CONST *c = (PVOID)state;
  N(PATH_OFFLOAD_STATE_CONST, c, Header.Length);
  Address("PATH_OFFLOAD_STATE_CONST.SourceAddress", c->SourceAddress, length);
  Address("PATH_OFFLOAD_STATE_CONST.DestinationAddress", c->DestinationAddress, length);
  PATH_OFFLOAD_STATE_CACHED *h = (PVOID)(c + 1);
  N(PATH_OFFLOAD_STATE_CACHED, h, Header.Length);
  N(PATH_OFFLOAD_STATE_CACHED, h, PathMtu);
  PATH_OFFLOAD_STATE_DELEGATED *d = (PVOID)(h + 1);
  N(PATH_OFFLOAD_STATE_DELEGATED, d, Header.Length);
  if (changes)
    h->PathMtu = 576;
}

static void Tcp(UCHAR *state) {
  TCP_OFFLOAD_STATE_CONST *c = (PVOID)state;
#define C(member) N(TCP_OFFLOAD_STATE_CONST, c, member)
  C(Header.Length), C(Flags), C(RemotePort), C(LocalPort), C(SndWindScale), C(RcvWindScale), C(RemoteMss), C(HashValue);
  TCP_OFFLOAD_STATE_CACHED *h = (PVOID)(c + 1);
#define H(member) N(TCP_OFFLOAD_STATE_CACHED, h, member)
  H(Header.Length), H(Flags), H(InitialRcvWnd), H(RcvIndicationSize), H(KaProbeCount), H(KaTimeout), H(KaInterval), H(MaxRT), H(FlowLabel);
  H(TtlOrHopLimit), H(TosOrTrafficClass), H(UserPriority);
  TCP_OFFLOAD_STATE_DELEGATED *d = (PVOID)(h + 1);
#define D(member) N(TCP_OFFLOAD_STATE_DELEGATED, d, member)
  D(Header.Length), D(State), D(Flags), D(RcvNxt), D(RcvWnd), D(SndUna), D(SndNxt), D(SndMax), D(SndWnd), D(MaxSndWnd), D(SendWL1), D(CWnd);
  D(SsThresh), D(SRtt), D(RttVar), D(TsRecent), D(TsRecentAge), D(TsTime), D(TotalRT), D(DupAckCount), D(SndWndProbeCount);
  D(KeepAlive.ProbeCount), D(KeepAlive.TimeoutDelta), D(Retransmit.Count), D(Retransmit.TimeoutDelta), D(SendDataHead), D(SendDataTail);
  D(BufferedData), D(DWnd);
  if (changes) {
    h->UserPriority = 2, h->FlowLabel = 0x54321;
    d->State = TcpConnectionEstablished, d->DWnd = 0xD, d->RttVar = 0x7777, d->Retransmit.TimeoutDelta = 0x10;
    d->BufferedData = NULL;
  }
}

static void Walk(BLOCK *block, int depth) {
  for (; block; block = block->NextBlock) {
    printf("block depth=%d\n", depth);
#define B(member) N(NDIS_MINIPORT_OFFLOAD_BLOCK_LIST, block, member)
    B(Header.Type), B(Header.Revision), B(Header.Size), B(Status), B(NdisOffloadHandle), B(ProtocolReserved[0]), B(ProtocolReserved[1]);
    B(MiniportReserved[0]), B(MiniportReserved[1]), B(ImReserved[0]), B(ImReserved[1]), B(Scratch[0]), B(Scratch[1]), B(SourceHandle);
    B(PortNumber), B(NetBufferListChain);
    UCHAR *state = (UCHAR *)(block + 1);
    if (!block->MiniportOffloadContext)
      printf("placeholder\n");
    else if (*block->MiniportOffloadContext)
      printf("context=%llX\n", (ULONG64)*block->MiniportOffloadContext);
    else if (block->Header.Type == 0x04)
      Neighbor(state);
    else if (block->Header.Type == 0x11)
      Tcp(state);
    else
      Path(state, block->Header.Type == 0x08 ? 4 : 16);
    if (changes) {
      block->Status = 0xC0231012;
      block->MiniportReserved[0] = block;
      block->Scratch[0] = NULL;
      if (block->MiniportOffloadContext && !*block->MiniportOffloadContext)
        *block->MiniportOffloadContext = (PVOID)((UCHAR *)block + 0x70000000);
    }
    Walk(block->DependentBlockList, depth + 1);
  }
}

/* A list of its own: an IPv6 path with two connections, of which the second is a placeholder; delegated values only. */
static void Build(UCHAR *memory) {
  struct BRANCH {
    BLOCK Path;
    PATH_OFFLOAD_STATE_DELEGATED PathState;
    NDIS_OFFLOAD_HANDLE PathHandle;
    BLOCK Tcp;
    TCP_OFFLOAD_STATE_DELEGATED TcpState;
    NDIS_OFFLOAD_HANDLE TcpHandle;
    BLOCK Placeholder;
  } *branch = (PVOID)memory;
  NDIS_OBJECT_HEADER path = {0x0B, 1, sizeof(BLOCK)}, tcp = {0x0F, 1, sizeof(BLOCK)}, nothing = {0, 0, sizeof(BLOCK)};
  branch->Path.Header = path, branch->Tcp.Header = tcp, branch->Placeholder.Header = nothing;
  branch->Path.DependentBlockList = &branch->Tcp, branch->Tcp.NextBlock = &branch->Placeholder;
  branch->Path.MiniportOffloadContext = &branch->PathHandle.MiniportOffloadContext;
  branch->Tcp.MiniportOffloadContext = &branch->TcpHandle.MiniportOffloadContext;
  branch->PathState.Header.Length = sizeof branch->PathState, branch->TcpState.Header.Length = sizeof branch->TcpState;
  branch->TcpState.SendBacklogSize = 0x12345678, branch->TcpState.RcvNxt = 0x87654321, branch->TcpState.Retransmit.Count = 9;
  branch->Tcp.PortNumber = 77;
}

int main(int count, char **arguments) {
  if (count != 4)
    return 2;
  int file = open(arguments[2], O_RDWR);
  struct stat status;
  if (file < 0 || fstat(file, &status))
    return 3;
  PVOID base = (PVOID)strtoull(arguments[3], NULL, 16);
  UCHAR *memory = mmap(base, status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED_NOREPLACE, file, 0);
  if (memory != base)
    return 4;
  if (arguments[1][0] == 'b') {
    Build(memory);
    return 0;
  }
  changes = arguments[1][0] == 'c';
  Walk((BLOCK *)memory, 0);
  return 0;
}
